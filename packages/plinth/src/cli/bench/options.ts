import { resolve } from "node:path";
import { type Arguments, type Terminal, UsageError } from "../command.ts";
import { type Effort, FULL, PARTS, type Part, QUICK } from "./run.ts";

const ENDPOINT = "/api/v1/auth/me";
const HISTORY = ".data/bench";
const GATES = ["all", "regressions", "targets", "none"] as const;
const MOST = { connections: 16_000, sessions: 1_000_000 } as const;

/** What was asked for. */
export interface BenchOptions {
  readonly app: string | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly parts: readonly Part[];
  readonly effort: Effort;
  readonly endpoint: string;
  readonly isQuick: boolean;
  readonly setsBaseline: boolean;
  readonly gate: { readonly regressions: boolean; readonly targets: boolean };
  /** Directory of the runs. */
  readonly history: string;
}

const count = (given: Arguments, flag: keyof typeof MOST, fallback: number): number => {
  const text = given.text(flag);
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^[1-9]\d{0,6}$/.test(text) || value > MOST[flag]) {
    throw new UsageError(`--${flag} is a whole number from 1 to ${MOST[flag]}`);
  }
  return value;
};

const partsOf = (given: Arguments): readonly Part[] => {
  const text = given.text("only");
  if (text === undefined) return PARTS;
  const asked = text.split(",").map((part) => part.trim());
  const unknown = asked.filter((part) => !PARTS.some((known) => known === part));
  if (unknown.length > 0) throw new UsageError(`--only is some of ${PARTS.join(", ")}`);
  return PARTS.filter((part) => asked.includes(part));
};

/** Reads `--setting NAME=VALUE`, as often as it is given. */
export const settingsOf = (given: Arguments): Readonly<Record<string, string>> =>
  Object.fromEntries(
    given.texts("setting").map((pair) => {
      const at = pair.indexOf("=");
      if (!/^[A-Z][A-Z0-9_]*=/.test(pair)) throw new UsageError("--setting is NAME=VALUE");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );

const gateOf = (given: Arguments, isQuick: boolean): BenchOptions["gate"] => {
  const text = given.text("gate");
  const gate = GATES.find((one) => one === (text ?? (isQuick ? "regressions" : "all")));
  if (gate === undefined) throw new UsageError(`--gate is one of ${GATES.join(", ")}`);
  return {
    regressions: gate === "all" || gate === "regressions",
    targets: gate === "all" || gate === "targets",
  };
};

/** A path that is asked by GET. @throws {UsageError} for anything else. */
export const pathOf = (text: string): string => {
  if (!/^\/[!-~]{0,500}$/.test(text)) throw new UsageError("--endpoint is a path such as /health");
  return text;
};

/** Reads the command line of a bench. @throws {UsageError} for whatever does not fit together. */
export const readOptions = (given: Arguments, terminal: Terminal): BenchOptions => {
  const baseline = given.text("baseline");
  if (baseline !== undefined && baseline !== "set") throw new UsageError("say --baseline set");
  const isQuick = given.isSet("quick");
  const usual = isQuick ? QUICK : FULL;
  return {
    app: given.text("app"),
    settings: settingsOf(given),
    parts: partsOf(given),
    effort: {
      ...usual,
      held: count(given, "connections", usual.held),
      sessions: count(given, "sessions", usual.sessions),
    },
    endpoint: pathOf(given.text("endpoint") ?? ENDPOINT),
    isQuick,
    setsBaseline: baseline === "set",
    gate: gateOf(given, isQuick),
    history: resolve(terminal.directory, given.text("history") ?? HISTORY),
  };
};
