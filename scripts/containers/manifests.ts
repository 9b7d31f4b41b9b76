import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Check, hold, NotRun } from "./check.ts";
import { must, run } from "./shell.ts";
import { readYaml } from "./yaml.ts";

/** What every object of a cluster says of itself. */
interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

const OVERLAYS = ["staging", "production"] as const;
/** Types of the objects of Kubernetes, generated out of its own schemas by others. */
const TYPES = "kubernetes-types@1.30.0";

const need = async (program: string, words: readonly string[]): Promise<void> => {
  if ((await run(program, words, { limitMs: 20_000 })).code === 127) {
    throw new NotRun(`${program} is missing`);
  }
};

/** "apps/v1" is the module apps/v1; the core group has no name of its own. */
const moduleOf = ({ apiVersion }: Manifest): string =>
  apiVersion.includes("/")
    ? apiVersion.replace(/^([a-z]+)(?:\.[a-z0-9.]+)?\//, "$1/")
    : `core/${apiVersion}`;

/** A program that compiles exactly when every manifest is what its kind asks for. */
const typeTest = (manifests: readonly Manifest[]): string =>
  manifests
    .map(
      (manifest, index) =>
        `import type { ${manifest.kind} as T${index} } from "kubernetes-types/${moduleOf(manifest)}.d.ts";\n` +
        `export const m${index} = ${JSON.stringify(manifest, undefined, 1)} satisfies T${index};`,
    )
    .join("\n");

const checkTypes = async (root: string, scratch: string): Promise<string> => {
  await need("kubectl", ["version", "--client"]);
  const folder = join(scratch, "types");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}\n');
  if (!existsSync(join(folder, "node_modules/kubernetes-types"))) {
    await must("npm", ["install", "--no-audit", "--no-fund", "--silent", TYPES], { cwd: folder });
  }
  let count = 0;
  const compiler = join(root, "node_modules/typescript-native/bin/tsc");
  const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024"];
  const compile = (text: string) => {
    writeFileSync(join(folder, "manifests.ts"), text);
    return run(process.execPath, [compiler, ...flags, "manifests.ts"], { cwd: folder });
  };
  for (const overlay of OVERLAYS) {
    const text = await must("kubectl", [
      ...["kustomize", join(root, "deployment/kubernetes/overlays", overlay)],
    ]);
    const manifests = (await readYaml(text)) as readonly Manifest[];
    count += manifests.length;
    const { code, out } = await compile(typeTest(manifests));
    hold(code === 0, `${overlay}: ${out.trim().split("\n").slice(0, 4).join(" ")}`);
    // A check that finds nothing is worth what it finds where something was planted.
    const planted = text.replace("readinessProbe:", "readinesProbe:");
    const spoiled = (await readYaml(planted)) as readonly Manifest[];
    hold((await compile(typeTest(spoiled))).code !== 0, "a misspelt probe was not noticed");
  }
  return `${count} objects of ${OVERLAYS.length} overlays have the types of Kubernetes 1.30; a misspelt probe is found`;
};

const checkTerraform = async (root: string, scratch: string): Promise<string> => {
  await need("terraform", ["version"]);
  const settings = join(scratch, "terraformrc");
  writeFileSync(settings, "");
  const env = {
    TF_CLI_CONFIG_FILE: settings,
    TF_DATA_DIR: join(scratch, "terraform"),
    CHECKPOINT_DISABLE: "1",
  };
  const cwd = join(root, "deployment/terraform");
  const call = (...words: readonly string[]) => must("terraform", words, { cwd, env });
  await call("fmt", "-check", "-recursive");
  await call("init", "-backend=false", "-input=false", "-no-color");
  await call("validate", "-no-color");
  const said = await call("test", "-no-color");
  return `fmt, validate; ${/\d+ passed, \d+ failed/.exec(said)?.[0] ?? "no plan ran"}`;
};

const checkUnit = async (root: string): Promise<string> => {
  await need("systemd-analyze", ["--version"]);
  const unit = join(root, "deployment/systemd/plinth.service");
  const verified = await run("systemd-analyze", ["verify", unit]);
  // The program of the unit is where the unit runs, and not here.
  const faults = `${verified.told}${verified.out}`
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.includes("is not executable"));
  hold(faults.length === 0, faults[0] ?? "");
  const words = ["security", "--offline=true", "--no-pager", "--threshold=20", unit];
  const said = await must("systemd-analyze", words);
  return /Overall exposure level.*?: [\d.]+/.exec(said)?.[0] ?? "no level was given";
};

/** What can be held against schemas and programs of others without an engine. */
export const manifestChecks = (root: string, scratch: string): readonly Check[] => [
  {
    id: "kubernetes-types",
    claim: "Every object that the overlays render has the type that its kind asks for",
    requirement: "DEP-12",
    look: () => checkTypes(root, scratch),
  },
  {
    id: "terraform",
    claim: "The Terraform configuration is formatted, valid, plans, and refuses bad input",
    requirement: "DEP-14",
    look: () => checkTerraform(root, scratch),
  },
  {
    id: "systemd",
    claim: "The systemd unit is valid, and exposes little",
    requirement: "DEP-12",
    look: () => checkUnit(root),
  },
];
