import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { SloGap, SloHistory, SloSlot } from "./figures/figures.ts";
import { MONTH_MS, SLO_TIERS, type SloTier } from "./figures/windows.ts";

/** What one node saw in one slot. */
export interface SlotRow {
  readonly tier: number;
  readonly slot: number;
  readonly good_ms: number;
  readonly bad_ms: number;
  readonly requests: number;
  readonly faults: number;
}

interface SloTables {
  readonly slo_slots: SlotRow & { readonly node: string };
  readonly slo_gaps: {
    readonly from_at: number;
    readonly to_at: number;
    readonly is_planned: number;
  };
  readonly slo_nodes: {
    readonly node: string;
    readonly seen_at: number;
    readonly is_stopped: number;
  };
}

/** What a node writes after a probe. */
export interface SloBatch {
  readonly node: string;
  readonly at: number;
  /** Since when this node has looked without a pause. */
  readonly since: number;
  /** A pause of all nodes that is longer than this is a gap. */
  readonly gapMs: number;
  readonly rows: readonly SlotRow[];
  readonly isStopping: boolean;
  /** Whether what is too old goes as well. */
  readonly forget: boolean;
}

/** All SQL about the objective. */
export interface SloRepository {
  /** Writes all in one transaction, and the gap before it, if there was one; again changes nothing. */
  readonly save: (batch: SloBatch) => Promise<void>;
  /** What all nodes saw up to now: six hours of minutes, a month of hours. */
  readonly history: (now: number) => Promise<SloHistory>;
}

const BATCH = 200;
const LONGEST_WINDOW_MS = 21_600_000;
/** Nobody else writes rows of this node, so there is nothing to collide with. */
const ALONE = { isolation: "read committed" } as const;

const number = (value: unknown): number => Number(value ?? 0);

const writeRows = async (
  tx: Kysely<SloTables>,
  node: string,
  rows: readonly SlotRow[],
): Promise<void> => {
  for (let from = 0; from < rows.length; from += BATCH) {
    await tx
      .insertInto("slo_slots")
      .values(rows.slice(from, from + BATCH).map((row) => ({ ...row, node })))
      .onConflict((conflict) =>
        conflict.columns(["tier", "slot", "node"]).doUpdateSet((update) => ({
          good_ms: update.ref("excluded.good_ms"),
          bad_ms: update.ref("excluded.bad_ms"),
          requests: update.ref("excluded.requests"),
          faults: update.ref("excluded.faults"),
        })),
      )
      .execute();
  }
};

const forgetOld = async (tx: Kysely<SloTables>, at: number): Promise<void> => {
  for (const { id, keptMs } of Object.values(SLO_TIERS)) {
    await tx
      .deleteFrom("slo_slots")
      .where("tier", "=", id)
      .where("slot", "<", at - keptMs)
      .execute();
  }
  const { keptMs } = SLO_TIERS.hours;
  await tx
    .deleteFrom("slo_gaps")
    .where("to_at", "<", at - keptMs)
    .execute();
  // Its own row is new, so the last that was there is never forgotten before a gap is noted.
  await tx
    .deleteFrom("slo_nodes")
    .where("seen_at", "<", at - keptMs)
    .execute();
};

/** Builds the repository on a store. */
export const createSloRepository = (store: Store): SloRepository => {
  const slots = async (tier: SloTier, from: number): Promise<readonly SloSlot[]> => {
    const rows = await store
      .read<SloTables>()
      .selectFrom("slo_slots")
      .select((by) => [
        "slot",
        by.fn.sum("good_ms").as("good"),
        by.fn.sum("bad_ms").as("bad"),
        by.fn.sum("requests").as("requests"),
        by.fn.sum("faults").as("faults"),
      ])
      .where("tier", "=", tier.id)
      .where("slot", ">", from - tier.stepMs)
      .groupBy("slot")
      .orderBy("slot")
      .execute();
    // PostgreSQL gives sums as text: they may be larger than a number holds, which these are not.
    return rows.map(({ slot, good, bad, requests, faults }) => ({
      slot,
      goodMs: number(good),
      badMs: number(bad),
      requests: number(requests),
      faults: number(faults),
    }));
  };

  const gaps = async (from: number): Promise<readonly SloGap[]> => {
    const rows = await store
      .read<SloTables>()
      .selectFrom("slo_gaps")
      .selectAll()
      .where("to_at", ">", from)
      .orderBy("from_at", "desc")
      .execute();
    return rows.map(({ from_at, to_at, is_planned }) => ({
      from: from_at,
      to: to_at,
      isPlanned: is_planned === 1,
    }));
  };

  return {
    save: ({ node, at, since, gapMs, rows, isStopping, forget }) =>
      store.transaction<SloTables, void>(async (tx) => {
        const last = await tx
          .selectFrom("slo_nodes")
          .selectAll()
          .orderBy("seen_at", "desc")
          .limit(1)
          .executeTakeFirst();
        if (last !== undefined && since - last.seen_at > gapMs) {
          // Two nodes that come up at once find the same gap: its beginning is its name.
          await tx
            .insertInto("slo_gaps")
            .values({ from_at: last.seen_at, to_at: since, is_planned: last.is_stopped })
            .onConflict((conflict) => conflict.column("from_at").doNothing())
            .execute();
        }
        await tx
          .insertInto("slo_nodes")
          .values({ node, seen_at: at, is_stopped: isStopping ? 1 : 0 })
          .onConflict((conflict) =>
            conflict.column("node").doUpdateSet((update) => ({
              seen_at: update.ref("excluded.seen_at"),
              is_stopped: update.ref("excluded.is_stopped"),
            })),
          )
          .execute();
        await writeRows(tx, node, rows);
        if (forget) await forgetOld(tx, at);
      }, ALONE),
    history: async (now) => {
      const [minutes, hours, dark] = await Promise.all([
        slots(SLO_TIERS.minutes, now - LONGEST_WINDOW_MS),
        slots(SLO_TIERS.hours, now - MONTH_MS),
        gaps(now - MONTH_MS),
      ]);
      return { minutes, hours, gaps: dark };
    },
  };
};
