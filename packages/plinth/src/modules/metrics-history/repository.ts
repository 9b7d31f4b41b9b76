import type { Store } from "#store";
import type { Series } from "./ring/recorder.ts";
import type { ShelfRow } from "./ring/slots.ts";
import { SHELVES, TIERS } from "./ring/tiers.ts";

interface SeriesRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly scope: string;
  readonly help: string;
  /** JSON object of texts. */
  readonly labels: string;
  /** JSON list of numbers. */
  readonly buckets: string;
  readonly seen_at: number;
}

interface SlotRow extends ShelfRow {
  readonly node: string;
}

interface HistoryTables {
  readonly metrics_series: SeriesRow;
  readonly metrics_slots: SlotRow;
}

/** What is written at once. */
export interface Batch {
  readonly node: string;
  readonly now: number;
  readonly series: readonly Series[];
  readonly rows: readonly ShelfRow[];
  /** Whether what is too old goes as well. */
  readonly forget: boolean;
}

/** Which rows to read; times in milliseconds since the epoch. */
export interface SlotQuery {
  readonly tier: number;
  readonly shelf: number;
  /** From this instant on, and before `to`. */
  readonly from: number;
  readonly to: number;
}

/** The history in the database. */
export interface HistoryRepository {
  /** Writes all in one transaction; the same again changes nothing. */
  readonly save: (batch: Batch) => Promise<void>;
  /** In order of time. */
  readonly slots: (query: SlotQuery) => Promise<readonly Omit<SlotRow, "tier" | "shelf">[]>;
  readonly seriesOf: (name: string) => Promise<readonly Series[]>;
  /** One series of each family, for its name, kind and help. */
  readonly families: () => Promise<readonly Series[]>;
}

/** Rows of one statement: SQLite takes 32,766 values, PostgreSQL 65,535. */
const BATCH = 200;

const inBatches = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
    all.slice(index * BATCH, (index + 1) * BATCH),
  );

const rowOf = ({ labels, buckets, ...series }: Series, now: number): SeriesRow => ({
  ...series,
  labels: JSON.stringify(labels),
  buckets: JSON.stringify(buckets),
  seen_at: now,
});

// The rows are written by this module alone.
const seriesOf = ({ kind, scope, labels, buckets, seen_at: _, ...row }: SeriesRow): Series => ({
  ...row,
  kind: kind as Series["kind"],
  scope: scope as Series["scope"],
  labels: JSON.parse(labels) as Series["labels"],
  buckets: JSON.parse(buckets) as Series["buckets"],
});

const LONGEST_MS = Math.max(...TIERS.map(({ keptMs }) => keptMs));

/** Builds the repository on a store. */
export const createHistoryRepository = (store: Store): HistoryRepository => ({
  save: ({ node, now, series, rows, forget }) =>
    store.transaction<HistoryTables, void>(
      async (tx) => {
        for (const batch of inBatches(series)) {
          await tx
            .insertInto("metrics_series")
            .values(batch.map((one) => rowOf(one, now)))
            .onConflict((conflict) =>
              conflict
                .column("id")
                .doUpdateSet((update) => ({ seen_at: update.ref("excluded.seen_at") })),
            )
            .execute();
        }
        for (const batch of inBatches(rows)) {
          await tx
            .insertInto("metrics_slots")
            .values(batch.map((row) => ({ ...row, node })))
            .onConflict((conflict) =>
              conflict
                .columns(["tier", "shelf", "slot", "node"])
                .doUpdateSet((update) => ({ cells: update.ref("excluded.cells") })),
            )
            .execute();
        }
        if (!forget) return;
        for (const { id, keptMs } of TIERS) {
          for (let shelf = 0; shelf < SHELVES; shelf += 1) {
            await tx
              .deleteFrom("metrics_slots")
              .where("tier", "=", id)
              .where("shelf", "=", shelf)
              .where("slot", "<", now - keptMs)
              .execute();
          }
        }
        await tx
          .deleteFrom("metrics_series")
          .where("seen_at", "<", now - LONGEST_MS)
          .execute();
      },
      // Nobody else writes rows of this node, so there is nothing to collide with.
      { isolation: "read committed" },
    ),
  slots: ({ tier, shelf, from, to }) =>
    store
      .read<HistoryTables>()
      .selectFrom("metrics_slots")
      .select(["slot", "node", "cells"])
      .where("tier", "=", tier)
      .where("shelf", "=", shelf)
      .where("slot", ">=", from)
      .where("slot", "<", to)
      .orderBy("slot")
      .execute(),
  seriesOf: async (name) => {
    const rows = await store
      .read<HistoryTables>()
      .selectFrom("metrics_series")
      .selectAll()
      .where("name", "=", name)
      .orderBy("id")
      .execute();
    return rows.map(seriesOf);
  },
  families: async () => {
    const read = store.read<HistoryTables>();
    const rows = await read
      .selectFrom("metrics_series")
      .selectAll()
      .where("id", "in", (eb) =>
        eb
          .selectFrom("metrics_series")
          .select((inner) => inner.fn.min<string>("id").as("id"))
          .groupBy("name"),
      )
      .orderBy("name")
      .execute();
    return rows.map(seriesOf);
  },
});
