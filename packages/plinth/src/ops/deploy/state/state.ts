import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { BootError, writeWhole } from "#core";
import type { DeployState, StateKeeper } from "../contract.ts";

/** Before anything was deployed. */
export const EMPTY_STATE: DeployState = {
  format: 1,
  number: 0,
  active: null,
  previous: null,
  under: null,
  last: null,
};

/** Everything about deploys is in this directory of the data directory. */
export const deployDirectory = (dataDirectory: string): string => join(dataDirectory, "deploy");

const isState = (value: unknown): value is DeployState =>
  typeof value === "object" &&
  value !== null &&
  "format" in value &&
  value.format === 1 &&
  ["number", "active", "previous", "under", "last"].every((name) => name in value);

/**
 * The state file of a data directory, `deploy/state.json`.
 * @throws {BootError} on reading, when the file is none of ours.
 */
export const createStateKeeper = (dataDirectory: string): StateKeeper => {
  const path = join(deployDirectory(dataDirectory), "state.json");
  return {
    read: () => {
      // What may not be looked at is not missing: that throws.
      if (statSync(path, { throwIfNoEntry: false }) === undefined) return EMPTY_STATE;
      let read: unknown;
      try {
        read = JSON.parse(readFileSync(path, "utf8"));
      } catch {
        read = undefined;
      }
      if (isState(read)) return read;
      throw new BootError([
        `${path} cannot be read; move it away, then deploy again: nothing but the way back is lost`,
      ]);
    },
    write: (state) => {
      writeWhole(path, `${JSON.stringify(state, undefined, 2)}\n`);
    },
  };
};
