import type { GateResult, Progress, Wanted } from "#ops/deploy";
import { UsageError } from "../command.ts";

/** What was typed behind `plinth deploy`. */
export interface Typed {
  readonly environment: string;
  readonly wanted: Wanted;
}

const readBoolean = (text: string, what: string): boolean => {
  if (text === "true") return true;
  if (text === "false") return false;
  throw new UsageError(`<${what}> is true or false, not ${text}`);
};

/** @throws {UsageError} in one sentence. */
export const readWords = (words: readonly string[]): Typed => {
  const [environment, security, tests, backup] = words;
  if (
    environment === undefined ||
    security === undefined ||
    tests === undefined ||
    backup === undefined
  ) {
    throw new UsageError(
      "say plinth deploy <environment> <security-checks> <tests> <backup>, such as plinth deploy production true true true",
    );
  }
  return {
    environment,
    wanted: {
      securityChecks: readBoolean(security, "security-checks"),
      tests: readBoolean(tests, "tests"),
      backup: readBoolean(backup, "backup"),
    },
  };
};

const switched = (isOn: boolean): string => (isOn ? "yes    " : "SKIPPED");

/** What the words mean, a line each (DEP-02). */
export const meaningOf = ({ environment, wanted }: Typed): readonly string[] => [
  `environment      ${environment}`,
  `security-checks  ${switched(wanted.securityChecks)}  keys, origins, headers, a limit and an injection, tried on the new release`,
  `tests            ${switched(wanted.tests)}  pool, cache, limits, the path of errors, a test alert`,
  `backup           ${switched(wanted.backup)}  a backup that was restored and looked at, before anything changes`,
  "always           yes      what every release and every place has to be: schemas, limits, catalogue, settings, database, log, metrics",
];

const VERDICTS: Readonly<Record<GateResult["verdict"], string>> = {
  pass: "pass   ",
  fail: "FAIL   ",
  "not-run": "NOT RUN",
  skipped: "skipped",
};

/** A line about what happened. */
export const progressLine = (progress: Progress): string => {
  if (progress.kind === "step") return `· ${progress.what}`;
  if (progress.kind === "end") return `${progress.ended.outcome}: ${progress.ended.reason}`;
  const { gate, group, verdict, measured } = progress.result;
  return `${VERDICTS[verdict]}  ${group.padEnd(14)}  ${gate.padEnd(26)}  ${measured}`;
};
