import type { CheckpointRow, HeadRow, LogRow } from "../contract.ts";
import type { Anchor } from "./anchor.ts";
import { checkpointDigest, GENESIS, hashOf, headText } from "./canonical.ts";
import { isSignedBy } from "./signing.ts";

/** One place where the chain does not hold. */
export interface ChainFault {
  readonly kind:
    | "changed"
    | "missing"
    | "inserted"
    | "truncated"
    | "head"
    | "checkpoint"
    | "anchor";
  /** The first entry, or checkpoint, that is not as it was written. */
  readonly seq: number;
  /** One sentence. */
  readonly message: string;
}

/** What a walk over the chain found. */
export interface ChainReport {
  readonly isWhole: boolean;
  /** Entries that were looked at. */
  readonly entries: number;
  readonly firstSeq: number | null;
  readonly lastSeq: number | null;
  readonly checkpoints: number;
  /** Entries up to this one were removed because their time was over; 0 where none were. */
  readonly cutAt: number;
  readonly publicKey: string;
  /** The first of each kind; empty where the chain holds. */
  readonly faults: readonly ChainFault[];
}

/** Where the rows come from: the store, or a file. */
export interface ChainSource {
  readonly head: () => Promise<HeadRow | undefined>;
  /** In their order. */
  readonly checkpoints: () => Promise<readonly CheckpointRow[]>;
  /** Entries after a place, in their order. */
  readonly rows: (after: number, limit: number) => Promise<readonly LogRow[]>;
  /** The last place of the head and of the entries, as one look sees them. */
  readonly ends: () => Promise<{ readonly head: number; readonly last: number }>;
  /** The first entry at or before a place. */
  readonly firstUpTo: (seq: number) => Promise<number | undefined>;
}

/** How a chain is verified. */
export interface VerifyOptions {
  readonly source: ChainSource;
  /** Raw Ed25519 keys that are believed; what they vouch for is believed too. */
  readonly trusted: readonly string[];
  /** What this machine saw of the chain last; undefined where it saw nothing. */
  readonly anchor?: Anchor | undefined;
  /** Lets others have a turn between pages. */
  readonly pause?: () => Promise<void>;
  readonly onProgress?: (entries: number, last: number) => void;
}

const PAGE = 1_000;

/** Checkpoints in a row, each signed, the newest by a key that is believed. */
const checkpointFault = (
  rows: readonly CheckpointRow[],
  trusted: readonly string[],
): ChainFault | undefined => {
  const faultOf = (row: CheckpointRow, message: string): ChainFault => ({
    kind: "checkpoint",
    seq: row.seq,
    message: `checkpoint ${row.number} at entry ${row.seq} ${message}`,
  });
  let previous = GENESIS;
  for (const [index, row] of rows.entries()) {
    if (row.number !== index + 1) return faultOf(row, `follows a gap: ${index + 1} is missing`);
    if (row.previous !== previous) return faultOf(row, "does not follow the one before it");
    const digest = checkpointDigest(row);
    if (!isSignedBy(row.public_key, digest, row.signature)) {
      return faultOf(row, "is not signed by the key that it names");
    }
    previous = digest;
  }
  // Each vouches for those before it: after a change of the key the old ones still count.
  const last = rows.at(-1);
  return last === undefined || trusted.includes(last.public_key)
    ? undefined
    : faultOf(last, "is signed by a key that is not this deployment's");
};

const headFault = (
  head: HeadRow,
  checkpoints: readonly CheckpointRow[],
  trusted: readonly string[],
): ChainFault | undefined => {
  const fault = (message: string): ChainFault => ({ kind: "head", seq: head.seq, message });
  if (head.seq === 0 && head.signature === "") return undefined;
  if (!trusted.includes(head.public_key)) {
    return fault("the end of the chain is signed by a key that is not this deployment's");
  }
  if (!isSignedBy(head.public_key, headText(head), head.signature)) {
    return fault("the end of the chain was changed: its signature does not fit");
  }
  const last = checkpoints.at(-1);
  if (head.checkpoint !== (last?.number ?? 0)) {
    return fault(
      `checkpoint ${head.checkpoint} was written, and the last one is ${last?.number ?? 0}`,
    );
  }
  return last === undefined || checkpointDigest(last) === head.checkpoint_digest
    ? undefined
    : fault("the last checkpoint is not the one that was written");
};

/** Compares entries with what was signed about them. */
const createMarks = (
  checkpoints: readonly CheckpointRow[],
  anchor: Anchor | undefined,
): ((row: Pick<LogRow, "seq" | "hash">) => ChainFault | undefined) => {
  const marks = new Map(checkpoints.map(({ seq, hash }) => [seq, hash]));
  return ({ seq, hash }) => {
    const marked = marks.get(seq);
    if (marked !== undefined && marked !== hash) {
      return {
        kind: "checkpoint",
        seq,
        message: `entry ${seq} is not the one that its checkpoint was signed for: the chain up to it was made anew`,
      };
    }
    return anchor !== undefined && anchor.seq === seq && anchor.hash !== hash
      ? {
          kind: "anchor",
          seq,
          message: `entry ${seq} is not the one that this machine saw there`,
        }
      : undefined;
  };
};

const rowFault = (row: LogRow, expected: number, previous: string): ChainFault | undefined => {
  const { seq } = row;
  if (seq > expected) {
    const missing =
      seq - 1 === expected ? `entry ${expected} is` : `entries ${expected} to ${seq - 1} are`;
    return { kind: "missing", seq: expected, message: `${missing} missing` };
  }
  const { hash, ...fields } = row;
  return hashOf(previous, fields) === hash
    ? undefined
    : {
        kind: "changed",
        seq,
        message: `entry ${seq} (${row.id}) is not what was recorded after entry ${seq - 1}: one of them was edited, moved or put in`,
      };
};

interface Walk {
  readonly entries: number;
  readonly first: number | null;
  readonly last: number;
  readonly hash: string;
  readonly fault: ChainFault | undefined;
}

/** Walks from a place to an end, and stops at the first fault. */
const walk = async (
  options: VerifyOptions,
  from: { readonly seq: number; readonly hash: string },
  end: number,
  faultAt: ReturnType<typeof createMarks>,
): Promise<Walk> => {
  let [last, hash, entries] = [from.seq, from.hash, 0];
  let first: number | null = null;
  const stopped = (fault: ChainFault | undefined): Walk => ({ entries, first, last, hash, fault });
  while (last < end) {
    const rows = await options.source.rows(last, Math.min(PAGE, end - last));
    for (const row of rows) {
      if (row.seq > end) break;
      const fault = rowFault(row, last + 1, hash) ?? faultAt(row);
      if (fault !== undefined) return stopped(fault);
      first ??= row.seq;
      [last, hash] = [row.seq, row.hash];
      entries += 1;
    }
    options.onProgress?.(entries, last);
    if (rows.length === 0 || (rows.at(-1)?.seq ?? 0) > end) break;
    await options.pause?.();
  }
  if (last === end) return stopped(undefined);
  const lost = last + 1 === end ? `entry ${end} is` : `entries ${last + 1} to ${end} are`;
  return stopped({
    kind: "truncated",
    seq: last + 1,
    message: `${lost} missing at the end of the chain`,
  });
};

const anchorFault = (anchor: Anchor | undefined, end: number): ChainFault | undefined =>
  anchor === undefined || anchor.seq <= end
    ? undefined
    : {
        kind: "anchor",
        seq: end + 1,
        message: `entries ${end + 1} to ${anchor.seq} are missing: this machine saw them, and the end of the chain was put back`,
      };

/** What nobody sealed: entries behind the end, and before a cut. */
const strayFault = async (source: ChainSource, cutAt: number): Promise<ChainFault | undefined> => {
  const { head, last } = await source.ends();
  if (last > head) {
    return {
      kind: "inserted",
      seq: head + 1,
      message: `entry ${head + 1} stands behind the end of the chain: nobody sealed it`,
    };
  }
  const early = cutAt === 0 ? undefined : await source.firstUpTo(cutAt);
  return early === undefined
    ? undefined
    : {
        kind: "inserted",
        seq: early,
        message: `entry ${early} stands where everything was removed up to entry ${cutAt}`,
      };
};

/**
 * Looks at every entry: hashes, places, checkpoints, signatures, both ends (P-084). The chain may
 * grow meanwhile; what comes after the beginning of the walk is the next walk's.
 */
export const verifyChain = async (options: VerifyOptions): Promise<ChainReport> => {
  const { source, trusted, anchor } = options;
  const head = await source.head();
  const checkpoints = (await source.checkpoints()).filter(
    // Written after the head was read.
    ({ number }) => number <= (head?.checkpoint ?? number),
  );
  const cut = checkpoints.findLast(({ kind }) => kind === "cut");
  const from = { seq: cut?.seq ?? 0, hash: cut?.hash ?? GENESIS };
  const end = head?.seq ?? 0;
  const walked = await walk(options, from, end, createMarks(checkpoints, anchor));
  const isEndOther = walked.fault === undefined && head !== undefined && walked.hash !== head.hash;
  const found: readonly (ChainFault | undefined)[] = [
    walked.fault,
    checkpointFault(checkpoints, trusted),
    head === undefined ? undefined : headFault(head, checkpoints, trusted),
    isEndOther
      ? { kind: "head", seq: end, message: `entry ${end} is not the one that the chain ends with` }
      : undefined,
    anchorFault(anchor, end),
    await strayFault(source, cut?.seq ?? 0),
  ];
  const faults = found.filter((fault) => fault !== undefined);
  return {
    isWhole: faults.length === 0,
    entries: walked.entries,
    firstSeq: walked.first,
    lastSeq: walked.entries === 0 ? null : walked.last,
    checkpoints: checkpoints.length,
    cutAt: cut?.seq ?? 0,
    publicKey: head?.public_key ?? trusted[0] ?? "",
    faults,
  };
};
