import { readFileSync } from "node:fs";
import { type FuseFilter, readFuseFilter } from "./fuse-filter.ts";

/** Passwords that guessers try first. */
export interface Blocklist {
  /** Whether the text, or a spelling of it in other letters or case, is listed. */
  readonly has: (text: string) => boolean;
  /** Entries. */
  readonly count: () => number;
}

/** Shorter passwords are refused for their length; shorter words are found in any password. */
const WHOLE_LENGTH = 8;
const WORD_LENGTH = 5;

/**
 * The form in which passwords are listed and looked up: compatibility forms folded (NFKC), lower
 * case.
 */
export const listedForm = (text: string): string => text.normalize("NFKC").toLowerCase();

/** Whether an entry of a source list, in its listed form, belongs in the filter. */
export const isListable = (entry: string): boolean => {
  const length = [...entry].length;
  return length >= WHOLE_LENGTH || (length >= WORD_LENGTH && /^\p{L}+$/u.test(entry));
};

/** The list that ships with the product, as a file beside this one; read at its first use. */
export const createBlocklist = (
  file: URL = new URL("./common-passwords.bin", import.meta.url),
): Blocklist => {
  let filter: FuseFilter | undefined;
  const loaded = (): FuseFilter => {
    filter ??= readFuseFilter(readFileSync(file));
    return filter;
  };
  return {
    has: (text) => {
      const entry = listedForm(text);
      return isListable(entry) && loaded().has(entry);
    },
    count: () => loaded().count,
  };
};
