import { resolve } from "node:path";
import { auditTrail } from "../audit-log/doctor-check.ts";
import { backupState } from "../backup/doctor-check.ts";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { startInstance } from "../instance/instance.ts";
import { previousKey } from "../privacy/doctor-check.ts";
import { type BundleFile, writeBundle } from "./bundle.ts";
import { type Check, envFileOf, settings, store, versions } from "./checks.ts";
import { auditOf, loadOf } from "./outside.ts";
import { createRedactor, type Redactor } from "./redactor.ts";

const urlOf = (given: Arguments): string | undefined => {
  const [url] = given.words;
  if (url !== undefined && !/^https?:\/\//.test(url)) {
    throw new UsageError(`${JSON.stringify(url)} is no http or https URL`);
  }
  return url;
};

const summaryOf = (checks: readonly Check[], target: string, at: string): string =>
  [
    `# What plinth doctor found, ${at}`,
    "",
    `Looked at: ${target}. Secrets, local parts of mail addresses and the home directory are taken out.`,
    "",
    "| what | state | in a sentence |",
    "|---|---|---|",
    ...checks.map(
      ({ name, state, summary }) => `| ${name} | ${state} | ${summary.replaceAll("|", "\\|")} |`,
    ),
    "",
    "Each line has a JSON file of its name beside this one.",
    "",
  ].join("\n");

const filesOf = (
  checks: readonly Check[],
  summary: string,
  redactor: Redactor,
): readonly BundleFile[] => [
  { name: "summary.md", text: redactor.text(summary) },
  ...checks.map(({ name, detail }) => ({
    name: `${name}.json`,
    text: `${JSON.stringify(redactor.json(detail), null, 2)}\n`,
  })),
];

/** Audit and load against a running service, or against an instance that ends with this command. */
const lookFromOutside = async (
  given: Arguments,
  url: string | undefined,
  terminal: Terminal,
): Promise<readonly Check[]> => {
  const own = given.isSet("i-own-this") ? ["--i-own-this"] : [];
  const look = async (target: string): Promise<readonly Check[]> => {
    terminal.tell(`audit of ${target}`);
    const only = given.text("only");
    const audited = await auditOf(
      target,
      only === undefined ? own : [...own, "--only", only],
      terminal,
    );
    terminal.tell(`load on ${target}`);
    return [audited, await loadOf(target, own, terminal)];
  };
  if (url !== undefined) return look(url);
  const instance = await startInstance({
    app: given.text("app"),
    directory: terminal.directory,
    // As a developer starts it: nothing stands between, so what is said of HTTPS would not be true.
    settings: { PLINTH_ENV: "development", PUBLIC_URL: "", SMTP_URL: "" },
  });
  try {
    return await look(instance.url);
  } finally {
    await instance.stop();
  }
};

const run = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const url = urlOf(given);
  const now = new Date();
  const stamp = now.toISOString().slice(0, 19).replaceAll(":", "-");
  const output = resolve(terminal.directory, given.text("output") ?? `.data/doctor/${stamp}`);
  const { check, config } = settings(terminal);
  const redactor = createRedactor({
    environment: terminal.environment,
    envFile: envFileOf(terminal),
    config,
  });
  const checks = [
    versions(),
    check,
    store(config),
    await auditTrail(config),
    await backupState(config),
    await previousKey(config),
    ...(await lookFromOutside(given, url, terminal)),
  ];
  const target = url ?? "an instance that was started for this and is gone";
  const summary = summaryOf(checks, target, now.toISOString());
  try {
    writeBundle(output, filesOf(checks, summary, redactor), Math.floor(now.getTime() / 1_000));
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    throw new UsageError(`the bundle cannot be written to ${output}: ${why}`);
  }
  for (const { name, state, summary: sentence } of checks) {
    terminal.print(redactor.text(`${state.padEnd(8)}  ${name.padEnd(8)}  ${sentence}`));
  }
  terminal.print(`\n${output}: look through it before you pass it on`);
  return checks.some(({ state }) => state === "bad") ? 1 : 0;
};

/** Looks at everything at once and bundles what it saw, without secrets (TST-07). */
export const doctor: Command = {
  usage:
    "plinth doctor [url] [--app FILE] [--only id,id] [--output DIR | FILE.tar.gz] [--i-own-this]",
  mostWords: 1,
  flags: {
    app: { type: "string", help: "the application's file, where no URL is given" },
    only: { type: "string", help: "ids of the audit's probes, with commas (all that only look)" },
    output: { type: "string", help: "a directory, or a file .tar.gz (.data/doctor/…)" },
    "i-own-this": { type: "boolean", help: "the service is not on this machine, but mine" },
  },
  run,
};
