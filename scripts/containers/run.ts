/**
 * Builds the image and holds everything that is claimed of containers and manifests against real
 * programs: a Docker engine, compose, kustomize, the types of Kubernetes, Terraform, systemd. Exit 1
 * where something does not hold; what could not be looked at is named, and has not passed.
 *
 *   node scripts/containers/run.ts [--output FILE] [--pull IMAGE] [--scratch DIRECTORY]
 *
 * `--pull` takes the base image from a registry, by the digest that it has there; without it a local
 * stand-in is made with Debian's mmdebstrap, which needs root.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { canMakeBase, LOCAL_BASE, makeBase, makeStores, pullBase } from "./base-image.ts";
import { type Check, type Finding, lookAt, NotRun } from "./check.ts";
import { composeChecks } from "./compose.ts";
import { type Engine, openEngine } from "./engine.ts";
import { imageChecks } from "./image.ts";
import { manifestChecks } from "./manifests.ts";
import { must } from "./shell.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const { values } = parseArgs({
  options: { output: { type: "string" }, pull: { type: "string" }, scratch: { type: "string" } },
});
const scratch = resolve(values.scratch ?? join(tmpdir(), "plinth-containers"));

const tell = ({ verdict, id, measured, seconds }: Finding): void => {
  say(`${verdict.padEnd(8)} ${id} (${seconds} s): ${measured}`);
};

const findBase = async (engine: Engine): Promise<string> => {
  if (values.pull !== undefined) return pullBase(engine, values.pull);
  if (!(await canMakeBase())) throw new NotRun("mmdebstrap is missing; or say --pull IMAGE");
  await makeBase(engine, join(scratch, "base"), join(root, "node_modules/node/bin/node"));
  return LOCAL_BASE;
};

/** Claims that need an engine; where there is none, one line says so. */
const lookAtContainers = async (): Promise<readonly Finding[]> => {
  let engine: Engine;
  let base: string;
  try {
    engine = await openEngine(join(scratch, "docker"));
    say(`Docker ${engine.version}`);
    base = await findBase(engine);
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    const missing: Check = {
      id: "containers",
      claim: "The image is built and run",
      requirement: "DEP-10, DEP-11",
      look: () => Promise.reject(new NotRun(why)),
    };
    return lookAt([missing], tell);
  }
  try {
    const image = imageChecks({ engine, root, base, image: "plinth-check" });
    await image.clear();
    const found = await lookAt(image.checks, tell);
    await image.clear();
    if (base === LOCAL_BASE) await makeStores(engine, scratch);
    const compose = composeChecks({ engine, root, scratch, image: "plinth-check", base });
    return [...found, ...(await lookAt(compose.checks, tell).finally(compose.clear))];
  } finally {
    await engine.stop();
  }
};

mkdirSync(scratch, { recursive: true });
const began = new Date().toISOString();
const findings = [
  ...(await lookAt(manifestChecks(root, scratch), tell)),
  ...(await lookAtContainers()),
];
const count = (verdict: Finding["verdict"]): number =>
  findings.filter((finding) => finding.verdict === verdict).length;
say(`${count("pass")} hold, ${count("fail")} do not, ${count("not-run")} were not looked at`);
if (values.output !== undefined) {
  const evidence = {
    at: began,
    command: "node scripts/containers/run.ts",
    commit: (await must("git", ["-C", root, "rev-parse", "HEAD"])).trim(),
    machine: {
      processors: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      platform: `${process.platform} ${process.arch}`,
    },
    findings,
  };
  writeFileSync(values.output, `${JSON.stringify(evidence, undefined, 2)}\n`);
}
process.exitCode = count("fail") === 0 ? 0 : 1;
