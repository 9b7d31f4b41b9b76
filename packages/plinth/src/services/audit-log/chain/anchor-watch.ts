import type { Anchor, AnchorFile } from "./anchor.ts";
import type { ChainSource } from "./verify.ts";

/** Moves the anchor with the chain, and never back. */
export interface AnchorWatch {
  /** Compares the chain with the anchor, before anything is appended. */
  readonly compare: () => Promise<void>;
  /** Notes the end of the chain after so many entries were appended to it. */
  readonly note: (head: Anchor, entries: number) => void;
  /** Whether entries that this machine saw are gone. It stays so until somebody accepts it. */
  readonly isPutBack: () => boolean;
  /** Takes an end for the right one. */
  readonly accept: (head: Anchor) => void;
}

/** Builds it. */
export const createAnchorWatch = (
  file: AnchorFile,
  source: Pick<ChainSource, "rows" | "head" | "checkpoints">,
): AnchorWatch => {
  let seen = file.read();
  let putBack = false;

  const isStillThere = async ({ seq, hash }: Anchor): Promise<boolean> => {
    if (seq === 0) return true;
    const [row] = await source.rows(seq - 1, 1);
    if (row?.seq === seq) return row.hash === hash;
    // What was cut for its age is gone rightly.
    const cut = (await source.checkpoints()).findLast(({ kind }) => kind === "cut");
    return cut !== undefined && cut.seq >= seq;
  };
  const keep = ({ seq, hash }: Anchor): void => {
    seen = { seq, hash };
    file.write(seen);
  };

  return {
    compare: async () => {
      if (seen !== undefined) putBack = !(await isStillThere(seen));
    },
    note: (head, entries) => {
      // Others append too, so there may be more than what was seen and appended, never less.
      if (seen !== undefined && head.seq - entries < seen.seq) putBack = true;
      if (!putBack) keep(head);
    },
    isPutBack: () => putBack,
    accept: (head) => {
      putBack = false;
      keep(head);
    },
  };
};
