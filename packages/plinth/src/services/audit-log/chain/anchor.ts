import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An entry that this machine saw in the chain. */
export interface Anchor {
  readonly seq: number;
  readonly hash: string;
}

/** Keeps it outside of the database, so that whoever rewrites the database has not rewritten all. */
export interface AnchorFile {
  /** Undefined where there is none yet. */
  readonly read: () => Anchor | undefined;
  readonly write: (anchor: Anchor) => void;
}

const NAME = "audit-anchor.json";

const parse = (text: string): Anchor | undefined => {
  try {
    const { seq, hash } = JSON.parse(text) as Partial<Anchor>;
    return Number.isSafeInteger(seq) && typeof hash === "string"
      ? { seq: Number(seq), hash }
      : undefined;
  } catch {
    return undefined;
  }
};

/** The anchor of a data directory. */
export const createAnchorFile = (directory: string): AnchorFile => {
  const path = join(directory, NAME);
  return {
    read: () => {
      try {
        return parse(readFileSync(path, "utf8"));
      } catch {
        return undefined;
      }
    },
    write: (anchor) => {
      // Whole or not at all, whenever the process dies.
      writeFileSync(`${path}.new`, `${JSON.stringify(anchor)}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
};
