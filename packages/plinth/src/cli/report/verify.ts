import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { requireRootKeys } from "#app";
import { systemClock } from "#core";
import {
  deploymentKeyOf,
  differencesOf,
  EvidenceError,
  openReadiness,
  type ReadinessReport,
  readVerifyingKey,
  StatementError,
  sha256Of,
} from "#readiness";
import { type Arguments, type Terminal, UsageError } from "../command.ts";
import { loadSettings } from "../load-settings.ts";

const read = (path: string, what: string): string => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new UsageError(`${what} cannot be read`);
  }
};

const keyOf = (given: Arguments, terminal: Terminal) => {
  const file = given.text("key");
  if (file === undefined)
    return deploymentKeyOf(requireRootKeys(loadSettings(terminal)).secretKey).verifying;
  try {
    return readVerifyingKey(read(resolve(terminal.directory, file), `--key: ${file}`));
  } catch (fault) {
    if (fault instanceof EvidenceError) throw new UsageError(`--key: ${fault.message}`);
    throw fault;
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What is wrong with one file that the statement speaks of; for the report itself, where. */
const faultsOf = (
  name: string,
  sha256: string,
  base: string,
  report: ReadinessReport,
): readonly string[] => {
  let text: string;
  try {
    text = readFileSync(resolve(base, name), "utf8");
  } catch {
    return [`${name} is not there`];
  }
  if (sha256Of(text) === sha256) return [];
  const value = parsed(text);
  const isReport = typeof value === "object" && value !== null && "verdict" in value;
  const edits = isReport ? differencesOf(report, value) : [];
  return [`${name} was edited`, ...edits.map((edit) => `  ${edit}`)];
};

const open = (text: string, file: string, given: Arguments, terminal: Terminal) => {
  try {
    return openReadiness(text, keyOf(given, terminal));
  } catch (fault) {
    if (fault instanceof StatementError || fault instanceof EvidenceError) {
      terminal.tell(`plinth: ${file}: ${fault.message}`);
      return undefined;
    }
    throw fault;
  }
};

/**
 * Verifies a statement and every file that it speaks of, and names what was edited (EVID-02). Files
 * are looked for from where the statement lies.
 */
export const verifyStatement = (given: Arguments, terminal: Terminal): number => {
  const [, file] = given.words;
  if (file === undefined) throw new UsageError("verify takes one file: the signed statement");
  const path = resolve(terminal.directory, file);
  const signed = open(read(path, file), file, given, terminal);
  if (signed === undefined) return 1;
  const { report, files } = signed;
  const faults = files.flatMap(({ name, sha256 }) => faultsOf(name, sha256, dirname(path), report));
  for (const fault of faults) terminal.print(fault);
  const { nextReview, generatedAt } = report.header;
  const isOverdue = nextReview === null || Date.parse(nextReview) < systemClock.now();
  if (isOverdue) terminal.print(`the review was due: ${nextReview ?? "there was no evidence"}`);
  const said = report.verdict.isReady ? "production-ready" : "not production-ready";
  terminal.print(
    `${faults.length === 0 ? "as it was signed" : "NOT as it was signed"}: ${files.length} files, report of ${generatedAt}, ${said}`,
  );
  return faults.length === 0 && !isOverdue ? 0 : 1;
};
