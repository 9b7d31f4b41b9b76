import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isMissing, writeWhole } from "#core";

/** Why nobody is let in, and since when. */
export interface Maintenance {
  /** One sentence of the operator. */
  readonly reason: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Beside the state of deploys, which take it away again. */
const fileOf = (dataDirectory: string): string => join(dataDirectory, "deploy", "maintenance.json");

/** When it began where nobody can tell. */
const UNKNOWN = new Date(0).toISOString();

const isMaintenance = (value: unknown): value is Maintenance =>
  typeof value === "object" &&
  value !== null &&
  "reason" in value &&
  typeof value.reason === "string" &&
  "since" in value &&
  typeof value.since === "string";

/**
 * What the data directory says about maintenance (DEP-16); undefined where it says nothing. A file
 * that cannot be read means maintenance too: whoever wrote it wanted the door shut.
 */
export const readMaintenance = (dataDirectory: string): Maintenance | undefined => {
  const file = fileOf(dataDirectory);
  try {
    const read: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (isMaintenance(read)) return read;
  } catch (fault) {
    if (isMissing(fault)) return undefined;
  }
  return { reason: `${file} cannot be read`, since: UNKNOWN };
};

/**
 * Shuts the door for every start from now on; on the disk when it returns. What stands there already
 * stays: the first reason is the one that counts.
 * @throws {NodeJS.ErrnoException} where the directory cannot be written.
 */
export const enterMaintenance = (dataDirectory: string, entered: Maintenance): Maintenance => {
  const before = readMaintenance(dataDirectory);
  // What cannot be read is written again: whoever may not do that has shut nothing.
  if (before !== undefined && before.since !== UNKNOWN) return before;
  writeWhole(fileOf(dataDirectory), `${JSON.stringify(entered)}\n`);
  return entered;
};
