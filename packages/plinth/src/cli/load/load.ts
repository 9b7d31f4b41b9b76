import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  compareRuns,
  comparisonLines,
  judge,
  type LoadResult,
  loadHtml,
  loadText,
  PlanError,
  parseObjectives,
  resultOf,
  runLoad,
  secondLine,
} from "#load";
import { type Arguments, type Command, type Terminal, UsageError } from "../command.ts";
import { ownVersion } from "../own-version.ts";
import { readEarlier } from "./earlier.ts";
import { createObserver } from "./observe.ts";
import { readOptions } from "./options.ts";

const objectivesOf = (given: Arguments) => {
  const text = given.text("slo");
  if (text === undefined) return [];
  try {
    return parseObjectives(text);
  } catch (fault) {
    if (fault instanceof PlanError) throw new UsageError(fault.message);
    throw fault;
  }
};

/** Options that hold a secret more often than not stay out of what is written down. */
const SECRET_FLAGS = ["--header", "--body"];

const commandText = (words: readonly string[]): string => {
  const shown = words.map((word, at) => {
    if (SECRET_FLAGS.includes(words[at - 1] ?? "")) return "…";
    const [flag = ""] = word.split("=");
    return SECRET_FLAGS.includes(flag) && word.includes("=") ? `${flag}=…` : word;
  });
  return ["plinth load", ...shown].join(" ");
};

const write = (terminal: Terminal, file: string, text: string): void => {
  try {
    writeFileSync(resolve(terminal.directory, file), text);
  } catch (fault) {
    throw new UsageError(
      `${file} cannot be written: ${fault instanceof Error ? fault.message : fault}`,
    );
  }
};

/** Ends a run early, and still says what was measured. */
const untilInterrupted = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const ending = new AbortController();
  const onSignal = (): void => ending.abort();
  process.once("SIGINT", onSignal);
  process.once("SIGTERM", onSignal);
  try {
    return await work(ending.signal);
  } finally {
    process.off("SIGINT", onSignal);
    process.off("SIGTERM", onSignal);
  }
};

/** Sends load to a service and says what it did with it (TST-05, PERF-01). */
export const load: Command = {
  usage:
    "plinth load [url] [--concurrent n | --rate n] [--duration 10s] [--endpoint /path] [--scenario file] [--slo p99<200ms,error<0.1%] [--output file]",
  mostWords: 1,
  flags: {
    url: { type: "string", help: "the target (http://127.0.0.1:8000); the same as the word" },
    concurrent: { type: "string", help: "users who each wait for their answer (10)" },
    rate: { type: "string", help: "journeys a second, whatever became of earlier ones" },
    connections: { type: "string", help: "with --rate: connections at most (1000)" },
    duration: { type: "string", help: "how long is measured (10s)" },
    ramp: { type: "string", help: "how long the load grows before; nothing of it counts" },
    think: { type: "string", help: "pause of a user after each answer (none)" },
    timeout: { type: "string", help: "longest wait for an answer (10s)" },
    endpoint: { type: "string", isMany: true, help: "a path to ask; may be given again" },
    method: { type: "string", help: "method of --endpoint (GET, or POST with a body)" },
    header: { type: "string", isMany: true, help: '"Name: value"; may be given again' },
    body: { type: "string", help: "body of --endpoint: JSON, or text as it is" },
    scenario: { type: "string", help: "a JSON file of journeys with think times and captures" },
    expect: { type: "string", help: "statuses that are no errors (2xx,3xx)" },
    slo: { type: "string", help: "objectives with commas, such as p99<200ms,error<0.1%" },
    output: { type: "string", help: "writes the result as JSON" },
    html: { type: "string", help: "writes the result as a page" },
    compare: { type: "string", help: "an earlier result to compare with" },
    json: { type: "boolean", help: "prints the result as JSON" },
    quiet: { type: "boolean", help: "prints no line a second" },
    insecure: { type: "boolean", help: "accepts any certificate" },
    "no-confirm": { type: "boolean", help: "does not ask the server's /metrics" },
    "i-own-this": { type: "boolean", help: "the service is not on this machine, but mine" },
  },
  run: async (given, terminal) => {
    const objectives = objectivesOf(given);
    const before = readEarlier(given.text("compare"), terminal.directory);
    const { url, plan } = await readOptions(given, terminal);
    const observer = given.isSet("no-confirm")
      ? undefined
      : createObserver(plan.endpoint, url.host);
    const startedAt = new Date().toISOString();
    const measured = await untilInterrupted((signal) =>
      runLoad(plan, {
        signal,
        ...(observer === undefined ? {} : { onBegin: observer.begin, onEnd: observer.end }),
        onSecond: (second, open) => {
          if (!given.isSet("quiet")) terminal.tell(secondLine(second, open));
        },
      }),
    );
    const raw = resultOf(plan, measured, {
      tool: { name: "plinth load", version: ownVersion() },
      command: commandText(given.line),
      target: url.href,
      startedAt,
      finishedAt: new Date().toISOString(),
    });
    const { confirmation } = measured;
    const result: LoadResult = {
      ...raw,
      objectives: judge(objectives, raw),
      ...(confirmation === undefined ? {} : { confirmation }),
    };
    const json = `${JSON.stringify(result, null, 2)}\n`;
    const [output, html] = [given.text("output"), given.text("html")];
    if (output !== undefined) write(terminal, output, json);
    if (html !== undefined) write(terminal, html, loadHtml(result));
    terminal.print(given.isSet("json") ? json.trimEnd() : loadText(result));
    const comparison = before === undefined ? [] : compareRuns(before, result);
    for (const line of comparisonLines(comparison)) terminal.tell(line);
    const isMissed = result.objectives.some(({ holds }) => !holds);
    return isMissed || confirmation?.state === "disagrees" || result.total.ok === 0 ? 1 : 0;
  },
};
