import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "#core";

const DIRECTORY = "deploy";

/** A deploy or rollback that ended, as `plinth front` writes it down. */
export interface DeployRecord {
  readonly number: number;
  readonly kind: string;
  readonly by: string;
  /** "deployed", "checked", "refused", "rolled back" or "undone". */
  readonly outcome: string;
  readonly reason: string;
  /** ISO. */
  readonly at: string;
  readonly from: string | null;
  readonly to: string;
  readonly gates: { readonly passed: number; readonly others: readonly string[] } | null;
}

/** What a front says of itself. */
export interface DeployView {
  /** Whether a release was ever deployed here. */
  readonly isDeployed: boolean;
  /** Whether a release is there to go back to. */
  readonly hasWayBack: boolean;
  /** The newest that ended, oldest first. */
  readonly records: readonly DeployRecord[];
}

const NOTHING: DeployView = { isDeployed: false, hasWayBack: false, records: [] };

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;

/** The content of a file of the front; undefined where it is none of ours, or not there. */
const parse = (path: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isGates = (value: unknown): boolean =>
  value === null ||
  (isObject(value) &&
    Number.isSafeInteger(value["passed"]) &&
    Array.isArray(value["others"]) &&
    value["others"].every((one) => typeof one === "string"));

const isRecord = (value: unknown): value is DeployRecord =>
  isObject(value) &&
  ["kind", "by", "outcome", "reason", "at", "to"].every(
    (name) => typeof value[name] === "string",
  ) &&
  Number.isSafeInteger(value["number"]) &&
  (value["from"] === null || typeof value["from"] === "string") &&
  isGates(value["gates"]);

/** What the front of a data directory wrote down; nothing where none ever ran. */
export const readDeploys = (dataDirectory: string): DeployView => {
  const state = parse(join(dataDirectory, DIRECTORY, "state.json"));
  if (state === undefined) return NOTHING;
  const { active = null, previous = null, records } = state;
  return {
    isDeployed: active !== null,
    hasWayBack: previous !== null,
    records: Array.isArray(records) ? records.filter(isRecord) : [],
  };
};

const noted = (dataDirectory: string): string => join(dataDirectory, DIRECTORY, "noted.json");

/** When the newest record ended that is in the audit trail; empty for none. */
export const readNoted = (dataDirectory: string): string => {
  const at = parse(noted(dataDirectory))?.["at"];
  return typeof at === "string" ? at : "";
};

/** Remembers it. */
export const writeNoted = (dataDirectory: string, at: string): void => {
  writeWhole(noted(dataDirectory), `${JSON.stringify({ at })}\n`);
};
