import type { Store } from "#store";
import type { Transaction } from "#vendor/kysely";
import { GENESIS, hashOf } from "../chain/canonical.ts";
import type { ChainSigner } from "../chain/signing.ts";
import {
  type AuditTables,
  type CheckpointRow,
  ENTRY_COLUMNS,
  type HeadRow,
  type IntakeRow,
  type LogRow,
} from "../contract.ts";
import { inPieces } from "./batches.ts";
import { createInsert } from "./insertion.ts";

/** What a turn at the end of the chain did. */
export interface Sealed {
  readonly entries: number;
  /** Whether more waits. */
  readonly isMore: boolean;
  readonly head: HeadRow;
}

/** Entries of one transaction. */
const MOST = 256;
/** A checkpoint is made after so many entries, or so much time with entries. */
const CHECKPOINT_ENTRIES = 1_000;
const CHECKPOINT_MS = 60_000;
/** An action that was begun so long ago and has no end: its process is gone. Longer than any route. */
const INTERRUPTED_MS = 900_000;

/** Appends to the chain; nodes take turns, because taking a turn locks the head. */
export interface Sealing {
  /** Whether anything waits to be sealed. */
  readonly isNeeded: () => Promise<boolean>;
  /** Puts up to 256 entries of the intake into the chain, in one transaction. */
  readonly seal: () => Promise<Sealed>;
  /** Makes the head where there is none yet. */
  readonly prepare: () => Promise<void>;
  /** Says that a begun action of a process that is gone has no end; embedded only, where it must be. */
  readonly interruptAll: () => Promise<number>;
  /** Removes up to 5,000 entries that were noted before an instant, behind a signed cut. */
  readonly cutBefore: (instant: number) => Promise<number>;
}

type Tx = Transaction<AuditTables>;
type EndOfChain = Omit<HeadRow, "signature" | "public_key" | "id" | "turn">;

const EMPTY: HeadRow = {
  id: 1,
  seq: 0,
  hash: GENESIS,
  noted_at: 0,
  checkpoint: 0,
  checkpoint_digest: GENESIS,
  checkpoint_seq: 0,
  checkpoint_at: 0,
  public_key: "",
  signature: "",
  turn: 0,
};

/** Locks the end of the chain for this transaction. */
const takeTurn = (tx: Tx): Promise<HeadRow> =>
  tx
    .updateTable("audit_head")
    .set((eb) => ({ turn: eb("turn", "+", 1) }))
    .where("id", "=", 1)
    .returningAll()
    .executeTakeFirstOrThrow();

const saveHead = async (tx: Tx, signer: ChainSigner, end: EndOfChain, turn: number) => {
  const head = signer.head({ id: 1, turn, ...end });
  await tx.updateTable("audit_head").set(head).where("id", "=", 1).execute();
  return head;
};

const addCheckpoint = async (
  tx: Tx,
  signer: ChainSigner,
  end: EndOfChain,
  made: Pick<CheckpointRow, "kind" | "seq" | "hash" | "at">,
): Promise<EndOfChain> => {
  const { digest, ...row } = signer.checkpoint({
    ...made,
    number: end.checkpoint + 1,
    previous: end.checkpoint_digest,
  });
  await tx.insertInto("audit_checkpoints").values(row).execute();
  return {
    ...end,
    checkpoint: row.number,
    checkpoint_digest: digest,
    // A cut says nothing about what came since.
    ...(made.kind === "cut" ? {} : { checkpoint_seq: made.seq, checkpoint_at: made.at }),
  };
};

const take = async (tx: Tx, now: number): Promise<readonly IntakeRow[]> => {
  const waiting = () => tx.selectFrom("audit_intake").selectAll().orderBy("id").limit(MOST);
  const ended = await waiting().where("outcome", "is not", null).execute();
  if (ended.length === MOST) return ended;
  const left = await waiting()
    .where("outcome", "is", null)
    .where("at", "<", now - INTERRUPTED_MS)
    .execute();
  return [...ended, ...left].slice(0, MOST);
};

/** Ends that come after their entry was sealed as interrupted would be the same entry again. */
const knownAmong = async (
  tx: Tx,
  rows: readonly IntakeRow[],
  now: number,
): Promise<ReadonlySet<string>> => {
  const late = rows.filter(({ at }) => at < now - INTERRUPTED_MS).map(({ id }) => id);
  if (late.length === 0) return new Set();
  const found = await tx.selectFrom("audit_log").select("id").where("id", "in", late).execute();
  return new Set(found.map(({ id }) => id));
};

const link = (end: EndOfChain, rows: readonly IntakeRow[], now: number): readonly LogRow[] => {
  const noted_at = Math.max(end.noted_at, now);
  let { seq, hash } = end;
  return rows.map((row) => {
    seq += 1;
    const fields = { ...row, outcome: row.outcome ?? ("interrupted" as const), seq, noted_at };
    hash = hashOf(hash, fields);
    return { ...fields, hash };
  });
};

const createAppend = () =>
  createInsert("audit_log", [...ENTRY_COLUMNS, "seq", "noted_at", "outcome", "hash"]);

const sealSome = async (
  tx: Tx,
  signer: ChainSigner,
  now: number,
  append: ReturnType<typeof createAppend>,
): Promise<Sealed> => {
  const { turn, id: _, public_key: __, signature: ___, ...before } = await takeTurn(tx);
  const taken = await take(tx, now);
  const known = await knownAmong(tx, taken, now);
  const rows = link(
    before,
    taken.filter(({ id }) => !known.has(id)),
    now,
  );
  for (const piece of inPieces(rows)) await append(tx, piece);
  for (const piece of inPieces(taken.map(({ id }) => id))) {
    await tx.deleteFrom("audit_intake").where("id", "in", piece).execute();
  }
  const last = rows.at(-1);
  let end: EndOfChain =
    last === undefined
      ? before
      : { ...before, seq: last.seq, hash: last.hash, noted_at: last.noted_at };
  const isDue =
    end.seq - end.checkpoint_seq >= CHECKPOINT_ENTRIES || now - end.checkpoint_at >= CHECKPOINT_MS;
  if (end.seq > end.checkpoint_seq && isDue) {
    end = await addCheckpoint(tx, signer, end, {
      kind: "checkpoint",
      seq: end.seq,
      hash: end.hash,
      at: now,
    });
  }
  const head = await saveHead(tx, signer, end, turn);
  return { entries: rows.length, isMore: taken.length === MOST, head };
};

const CUT_ROWS = 5_000;

const cutSome = async (
  tx: Tx,
  signer: ChainSigner,
  instant: number,
  now: number,
): Promise<number> => {
  const { turn, id: _, public_key: __, signature: ___, ...before } = await takeTurn(tx);
  const due = await tx
    .selectFrom("audit_log")
    .select(["seq", "hash", "noted_at"])
    .orderBy("seq")
    .limit(CUT_ROWS)
    .execute();
  // Noted in order, so what is due is the beginning of the chain.
  const over = due.filter(({ noted_at }) => noted_at < instant);
  const last = over.at(-1);
  if (last === undefined) return 0;
  const end = await addCheckpoint(tx, signer, before, {
    kind: "cut",
    seq: last.seq,
    hash: last.hash,
    at: now,
  });
  await tx.deleteFrom("audit_log").where("seq", "<=", last.seq).execute();
  await saveHead(tx, signer, end, turn);
  return over.length;
};

/** Builds it. Nothing but this appends to the chain, and nothing else removes from it. */
export const createSealing = (store: Store, signer: ChainSigner): Sealing => {
  const { clock } = store;
  // Each transaction reads what it needs behind the lock of the head: nothing can slip in between.
  const options = { isolation: "read committed" } as const;
  const append = createAppend();
  return {
    isNeeded: async () => {
      const row = await store
        .read<AuditTables>()
        .selectFrom("audit_intake")
        .select("id")
        .where((eb) =>
          eb.or([eb("outcome", "is not", null), eb("at", "<", clock.now() - INTERRUPTED_MS)]),
        )
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    seal: () =>
      store.transaction<AuditTables, Sealed>(
        (tx) => sealSome(tx, signer, clock.now(), append),
        options,
      ),
    prepare: async () => {
      await store
        .write<AuditTables>()
        .insertInto("audit_head")
        .values(EMPTY)
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },
    interruptAll: async () => {
      const { numUpdatedRows } = await store
        .write<AuditTables>()
        .updateTable("audit_intake")
        .set({ outcome: "interrupted" })
        .where("outcome", "is", null)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },
    cutBefore: (instant) =>
      store.transaction<AuditTables, number>(
        (tx) => cutSome(tx, signer, instant, clock.now()),
        options,
      ),
  };
};
