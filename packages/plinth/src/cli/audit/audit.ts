import { systemClock } from "#core";
import {
  baselineText,
  compareReports,
  createTarget,
  DEPTHS,
  isUnmet,
  type OpenedTarget,
  type Probe,
  progressText,
  REPORT_SCHEMA,
  type Report,
  replayText,
  runProbes,
  SEVERITIES,
  TargetError,
  type TargetOptions,
} from "#readiness";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { ownVersion } from "../own-version.ts";
import { chooseProbes, loadCatalogue } from "./catalogue.ts";
import { type Asked, readOptions } from "./options.ts";
import { checkOutputs, printsView, writeViews } from "./outputs.ts";
import { createCollector } from "./small-heap.ts";
import { auditSource } from "./source.ts";
import { runTwins } from "./twins.ts";

/** Least share of equal verdicts that a replay must reach (EVID-04). */
const LEAST_AGREEMENT = 0.99;

const listProbes = (probes: readonly Probe[], isJson: boolean, terminal: Terminal): number => {
  if (isJson) {
    terminal.print(JSON.stringify(probes.map(({ run: _run, ...probe }) => probe)));
    return 0;
  }
  for (const { id, depth, severity, owasp, claim } of probes) {
    terminal.print(`${id}  (${depth}, ${severity}, ${owasp})  ${claim}`);
  }
  return 0;
};

const open = async (options: TargetOptions): Promise<OpenedTarget> => {
  try {
    return await createTarget(options);
  } catch (fault) {
    if (fault instanceof TargetError) throw new UsageError(fault.message);
    throw fault;
  }
};

const runAll = async ({ probes, depth, target }: Asked, terminal: Terminal): Promise<Report> => {
  const opened = await open(target);
  const within = probes.filter((probe) => DEPTHS.indexOf(probe.depth) <= DEPTHS.indexOf(depth));
  const collect = createCollector();
  let done = 0;
  return runProbes({
    probes,
    target: opened,
    depth,
    clock: systemClock,
    version: ownVersion(),
    traffic: opened.traffic,
    secrets: opened.secrets,
    notes: opened.notes,
    onLine: (line) => {
      if (!within.some(({ id }) => id === line.id)) return;
      done += 1;
      collect();
      terminal.tell(`[${done}/${within.length}] ${progressText(line)}`);
    },
  });
};

/** What a run says beside its report, and its exit code. */
const conclude = (asked: Asked, report: Report, say: (line: string) => void): number => {
  const { replay, baseline, failOn, depth } = asked;
  if (baseline !== undefined) for (const line of baselineText(baseline, report)) say(line);
  if (replay === undefined) {
    return report.lines.some((line) => isUnmet(line, failOn, depth)) ? 1 : 0;
  }
  const comparison = compareReports(replay, report);
  for (const line of replayText(comparison)) say(line);
  return comparison.agreement < LEAST_AGREEMENT ? 1 : 0;
};

const run = async (given: Arguments, terminal: Terminal): Promise<number> => {
  const source = given.text("source");
  if (source !== undefined) {
    return auditSource(source, given, Object.keys(audit.flags), terminal);
  }
  if (given.text("coverage") !== undefined) throw new UsageError("--coverage needs --source");
  if (given.isSet("twins")) return runTwins(given, terminal);
  if (given.isSet("list")) {
    const listed = chooseProbes(await loadCatalogue(given, terminal), given);
    return listProbes(listed, given.isSet("json"), terminal);
  }
  if (given.isSet("schema")) {
    terminal.print(JSON.stringify(REPORT_SCHEMA, null, 2));
    return 0;
  }
  const asked = await readOptions(given, terminal);
  checkOutputs(given, terminal);
  const report = await runAll(asked, terminal);
  writeViews(report, given, terminal);
  const { print, tell } = terminal;
  return conclude(asked, report, printsView(given) ? tell : print);
};

/** Looks at a running service from outside (TST-06, EVID-01, EVID-04). */
export const audit: Command = {
  usage:
    "plinth audit <url> [--depth look|touch] [--only id,id] [--json] [--output|--sarif|--markdown|--html file] [--fail-on severity] [--replay report.json] [--baseline report.json] [--app FILE] [--i-own-this] [--list] | --app FILE --twins | --source DIR [--coverage DIR] [--json] [--output|--sarif file] [--fail-on severity]",
  mostWords: 1,
  flags: {
    depth: { type: "string", help: "look only reads (default); touch makes test accounts" },
    only: { type: "string", help: "ids of probes, with commas" },
    json: { type: "boolean", help: "print the report as JSON" },
    output: { type: "string", help: "write the report as JSON; - prints, here and below" },
    sarif: { type: "string", help: "write the findings as SARIF 2.1.0" },
    markdown: { type: "string", help: "write the report as Markdown" },
    html: { type: "string", help: "write the report as one page without scripts" },
    "fail-on": { type: "string", help: `least severity that makes exit 1 (low): ${SEVERITIES}` },
    replay: { type: "string", help: "run every line of a report again; exit 1 below 99 % alike" },
    baseline: { type: "string", help: "an earlier report: print what became better and worse" },
    cookie: { type: "string", help: "cookies of somebody signed in; - for PLINTH_AUDIT_COOKIE" },
    bearer: { type: "string", help: "token of somebody signed in; - for PLINTH_AUDIT_BEARER" },
    signin: { type: "string", help: "address of an account; password: PLINTH_AUDIT_PASSWORD" },
    rate: { type: "string", help: "requests a second (20; 500 on this machine)" },
    budget: { type: "string", help: "requests and time of the whole run: 2000, 60s or 2000,60s" },
    ca: { type: "string", help: "file of authorities whose certificates are trusted, as PEM" },
    insecure: { type: "boolean", help: "takes any certificate" },
    fuzz: { type: "boolean", help: "spoil every value of every operation; needs --depth touch" },
    seed: { type: "string", help: "number that determines the spoilt values (1)" },
    "i-own-this": { type: "boolean", help: "the service is not on this machine, but mine" },
    source: { type: "string", help: "look at a folder of source instead: code and containers" },
    coverage: { type: "string", help: "with --source: what NODE_V8_COVERAGE wrote, for throws" },
    app: { type: "string", help: "the application's file: runs the probes of its modules too" },
    twins: { type: "boolean", help: "with --app: shows that each of those notices what it is to" },
    list: { type: "boolean", help: "print the probes and run none" },
    schema: { type: "boolean", help: "print the JSON Schema of reports" },
  },
  run,
};
