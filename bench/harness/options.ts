import { parseArgs } from "node:util";
import { type Contestant, contestants } from "../contestants/registry.ts";

/** What to measure, and for how long. Times in seconds. */
export interface Options {
  readonly chosen: readonly Contestant[];
  readonly routes: readonly ("GET" | "POST")[];
  /** Rounds of one segment for each contestant. */
  readonly segments: number;
  readonly seconds: number;
  readonly warmUp: number;
  readonly connections: number;
  /** Too short to be evidence: for trying the harness itself. */
  readonly quick: boolean;
  readonly json: string | undefined;
  readonly writeReadme: boolean;
  readonly checksOnly: boolean;
}

/** Printed by `--help` and after a mistake. */
export const usage = `npm --prefix bench start -- [options]
  --only a,b        only these contestants (node-http always runs: all ratios need it)
  --routes get,post which requests to measure (default get)
  --segments N      rounds, one segment per contestant in each (default 25, at least 3)
  --seconds S       length of a segment (default 1, at least 1)
  --warm-up S       least load before the first segment (default 8, at least 5); up to four times
                   as long for those that have not answered 20,000 requests by then
  --connections N   keep-alive connections of the client (default 32)
  --quick           3 rounds of 1 s after 1 s: tries the harness, proves nothing
  --checks          check every contestant's duties and stop
  --json FILE       result file (default results/ab-<date>.json)
  --write-readme    put the result into README.md (not with --quick or --only,
                   nor when others used the machine)

contestants: ${contestants.map(({ name }) => name).join(", ")}`;

/** Thrown with one sentence for the person at the terminal. */
export class UsageError extends Error {}

const flags = {
  only: { type: "string" },
  routes: { type: "string", default: "get" },
  segments: { type: "string" },
  seconds: { type: "string" },
  "warm-up": { type: "string" },
  connections: { type: "string", default: "32" },
  quick: { type: "boolean", default: false },
  checks: { type: "boolean", default: false },
  json: { type: "string" },
  "write-readme": { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least) {
    throw new UsageError(`--${name} wants a number of at least ${least}, not "${text}".`);
  }
  return value;
}

function choose(only: string | undefined): readonly Contestant[] {
  if (only === undefined) return contestants;
  const names = new Set(["node-http", ...only.split(",").map((name) => name.trim())]);
  for (const name of names) {
    if (!contestants.some((contestant) => contestant.name === name)) {
      throw new UsageError(`There is no contestant "${name}".`);
    }
  }
  return contestants.filter(({ name }) => names.has(name));
}

function readRoutes(text: string): readonly ("GET" | "POST")[] {
  return text.split(",").map((route) => {
    const method = route.trim().toUpperCase();
    if (method !== "GET" && method !== "POST") throw new UsageError(`--routes: not "${route}".`);
    return method;
  });
}

/** Reads the command line; undefined when help was asked for. */
export function readOptions(argv: readonly string[]): Options | undefined {
  let values: ReturnType<typeof parseArgs<{ options: typeof flags }>>["values"];
  try {
    values = parseArgs({ args: [...argv], options: flags }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (values.help) return undefined;
  const { quick } = values;
  if (values["write-readme"] && (quick || values.only !== undefined)) {
    throw new UsageError("--write-readme wants a full run: neither --quick nor --only.");
  }
  return {
    chosen: choose(values.only),
    routes: readRoutes(values.routes),
    // Many short rounds rather than few long ones: a rented machine changes its speed from one second
    // to the next, and seven rounds of three seconds gave the same server 0.48 and 0.68 in one hour.
    segments: readNumber("segments", values.segments ?? (quick ? "3" : "25"), quick ? 1 : 3),
    seconds: readNumber("seconds", values.seconds ?? "1", quick ? 0.2 : 1),
    warmUp: readNumber("warm-up", values["warm-up"] ?? (quick ? "1" : "8"), quick ? 0 : 5),
    connections: readNumber("connections", values.connections, 1),
    quick,
    json: values.json,
    writeReadme: values["write-readme"],
    checksOnly: values.checks,
  };
}
