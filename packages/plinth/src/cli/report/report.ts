import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { requireRootKeys } from "#app";
import { systemClock } from "#core";
import { DRILLS } from "#drill";
import {
  buildReadiness,
  deploymentKeyOf,
  EvidenceError,
  loadRegistry,
  type Probe,
  publicPemOf,
  questionnaireCsv,
  READINESS_SCHEMA,
  type ReadinessReport,
  readEvidence,
  readinessHtml,
  readinessMarkdown,
  readinessText,
  signReadiness,
  soc2Csv,
} from "#readiness";
import { loadCatalogue } from "../audit/catalogue.ts";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";
import { ownVersion } from "../own-version.ts";
import { accountName, commitOf, gatherComponents, gatherFiles, nameFrom } from "./gather.ts";
import { verifyStatement } from "./verify.ts";

/** Where a server looks for the report that its console shows. */
const PUBLISHED = "readiness-statement.json";

const jsonOf = (report: ReadinessReport): string => `${JSON.stringify(report, null, 2)}\n`;

/** Flags that name a file, and the view that goes there. */
const VIEWS: Readonly<Record<string, (report: ReadinessReport) => string>> = {
  output: jsonOf,
  html: readinessHtml,
  markdown: readinessMarkdown,
  soc2: soc2Csv,
  questionnaire: questionnaireCsv,
};

const write = (path: string, flag: string, text: string): void => {
  try {
    writeFileSync(path, text);
  } catch (fault) {
    throw new UsageError(
      `--${flag} cannot be written: ${fault instanceof Error ? fault.message : fault}`,
    );
  }
};

/** Names in a report are seen from where its statement lies, else from where its JSON lies. */
const baseOf = (given: Arguments, terminal: Terminal): string => {
  const file = given.text("statement") ?? given.text("output");
  return file === undefined ? terminal.directory : dirname(resolve(terminal.directory, file));
};

const build = (
  given: Arguments,
  terminal: Terminal,
  base: string,
  probes: readonly Probe[],
): ReadinessReport => {
  const files = gatherFiles(given, terminal, base);
  try {
    const evidence = readEvidence(files, loadRegistry(), gatherComponents(files));
    return buildReadiness(evidence, {
      now: systemClock.now(),
      version: ownVersion(),
      author: accountName(),
      probes,
      drills: DRILLS.map(({ id }) => id),
      commit: commitOf(terminal.directory),
    });
  } catch (fault) {
    if (fault instanceof EvidenceError) throw new UsageError(fault.message);
    throw fault;
  }
};

/** Complete or not at all: a server may read it at any moment. */
const publish = (statement: string, directory: string): void => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = join(directory, `${PUBLISHED}.draft`);
  writeFileSync(draft, statement, { mode: 0o600 });
  renameSync(draft, join(directory, PUBLISHED));
};

const make = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const base = baseOf(given, terminal);
  const report = build(given, terminal, base, await loadCatalogue(given, terminal));
  const written = Object.entries(VIEWS).flatMap(([flag, view]) => {
    const file = given.text(flag);
    if (file === undefined) return [];
    const path = resolve(terminal.directory, file);
    const text = view(report);
    write(path, flag, text);
    return [{ name: nameFrom(base, path), text }];
  });
  const file = given.text("statement");
  if (file !== undefined || given.isSet("publish")) {
    const config = loadSettings(terminal);
    const key = deploymentKeyOf(requireRootKeys(config).secretKey);
    const statement = signReadiness(report, written, key);
    if (file !== undefined) write(resolve(terminal.directory, file), "statement", statement);
    if (given.isSet("publish")) publish(statement, config.dataDirectory);
  }
  terminal.print(given.isSet("json") ? jsonOf(report).trimEnd() : readinessText(report));
  return report.verdict.isReady ? 0 : 1;
};

const noMore = (given: Arguments): void => {
  if (given.words.length > 1) throw new UsageError(`${given.words[0]} takes nothing besides`);
};

const run = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const [action] = given.words;
  if (action === "verify") return verifyStatement(given, terminal);
  if (action === "key") {
    noMore(given);
    const { secretKey } = requireRootKeys(loadSettings(terminal));
    terminal.print(publicPemOf(deploymentKeyOf(secretKey).verifying).trimEnd());
    return 0;
  }
  if (action === "schema") {
    noMore(given);
    terminal.print(JSON.stringify(READINESS_SCHEMA, null, 2));
    return 0;
  }
  if (action !== undefined) {
    throw new UsageError("report takes files by flags; or say verify FILE, key or schema");
  }
  return make(given, terminal);
};

/** Evidence, and where its report goes. */
const REPORT_FLAGS: Command["flags"] = {
  audit: { type: "string", help: "a report of plinth audit --output" },
  drill: { type: "string", isMany: true, help: "a report of plinth drill --output; again" },
  load: { type: "string", isMany: true, help: "a result of plinth load --output; again" },
  tests: { type: "string", isMany: true, help: "what vitest --reporter=json wrote; again" },
  advisories: { type: "string", help: "what npm audit --json printed, a refusal too" },
  deployed: { type: "string", help: "the answer of the deployment's /health" },
  lock: { type: "string", help: "package-lock.json, with node_modules beside it" },
  source: { type: "string", isMany: true, help: "a review of plinth audit --source; again" },
  config: { type: "string", help: "what plinth config check --json printed" },
  profile: { type: "string", help: "the .json that plinth profile wrote" },
  queries: { type: "string", help: "what plinth db report --json printed" },
  people: { type: "string", help: "human estimates and owners of controls; no number uses them" },
  app: { type: "string", help: "the application's file: its own probes are missed too" },
  previous: { type: "string", help: "the last readiness report, to say what changed" },
  output: { type: "string", help: "write the report as JSON" },
  html: { type: "string", help: "write it as one page without scripts" },
  markdown: { type: "string", help: "write it as Markdown" },
  soc2: { type: "string", help: "write the SOC 2 control map as CSV" },
  questionnaire: { type: "string", help: "write the security questionnaire as CSV" },
  statement: { type: "string", help: "sign it: an in-toto statement with this deployment's key" },
  publish: { type: "boolean", help: "sign it for the console of this data directory" },
  json: { type: "boolean", help: "print the report as JSON" },
};

/** Makes, signs and verifies the readiness report of a deployment (EVID-02, EVID-13 to EVID-17). */
export const report: Command = {
  usage:
    "plinth report [--audit audit.json] [--drill drill.json] [--load results.json] [--tests tests.json] [--advisories npm-audit.json] [--deployed health.json] [--lock package-lock.json] [--source source.json] [--config config.json] [--profile profile.json] [--queries db.json] [--people people.json] [--previous readiness.json] [--app FILE] [--output|--html|--markdown|--soc2|--questionnaire|--statement file] [--publish] | verify statement.json [--key public.pem] | key | schema",
  mostWords: 2,
  verbs: {
    "": Object.keys(REPORT_FLAGS),
    verify: ["key"],
    key: [],
    schema: [],
  },
  flags: {
    ...REPORT_FLAGS,
    key: { type: "string", help: "the public key of another deployment, as PEM" },
  },
  run,
};
