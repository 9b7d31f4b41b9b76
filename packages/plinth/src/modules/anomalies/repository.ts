import type { Store } from "#store";
import type { RouteClass, Signal } from "./detecting/signals.ts";
import type { Anomaly } from "./detecting/watcher.ts";

interface AnomalyRow {
  readonly id: string;
  readonly node: string;
  readonly class: RouteClass;
  readonly signal: Signal;
  readonly started_at: number;
  readonly last_at: number;
  readonly ended_at: number | null;
  readonly points: number;
  readonly value: number;
  readonly expected: number;
  readonly z: number;
  readonly is_settled: number;
}

interface AnomalyTables {
  readonly anomalies: AnomalyRow;
}

/** An anomaly, and the process that saw it. */
export interface SeenAnomaly extends Anomaly {
  readonly node: string;
}

/** Anomalies in the database. */
export interface AnomalyRepository {
  /** Writes them whole: again changes nothing. */
  readonly save: (node: string, anomalies: readonly Anomaly[]) => Promise<void>;
  /** Those that touch a time, newest first; milliseconds since the epoch. */
  readonly find: (from: number, to: number, limit: number) => Promise<readonly SeenAnomaly[]>;
  readonly forget: (before: number) => Promise<void>;
}

const rowOf = (node: string, anomaly: Anomaly): AnomalyRow => {
  const { startedAt, lastAt, endedAt, isSettled, ...same } = anomaly;
  return {
    ...same,
    node,
    started_at: startedAt,
    last_at: lastAt,
    ended_at: endedAt ?? null,
    is_settled: isSettled ? 1 : 0,
  };
};

const anomalyOf = (row: AnomalyRow): SeenAnomaly => {
  const { started_at, last_at, ended_at, is_settled, ...same } = row;
  return {
    ...same,
    startedAt: started_at,
    lastAt: last_at,
    endedAt: ended_at ?? undefined,
    isSettled: is_settled === 1,
  };
};

/** Builds the repository on a store. */
export const createAnomalyRepository = (store: Store): AnomalyRepository => ({
  save: async (node, anomalies) => {
    await store
      .write<AnomalyTables>()
      .insertInto("anomalies")
      .values(anomalies.map((anomaly) => rowOf(node, anomaly)))
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((update) => ({
          last_at: update.ref("excluded.last_at"),
          ended_at: update.ref("excluded.ended_at"),
          points: update.ref("excluded.points"),
          value: update.ref("excluded.value"),
          expected: update.ref("excluded.expected"),
          z: update.ref("excluded.z"),
          is_settled: update.ref("excluded.is_settled"),
        })),
      )
      .execute();
  },
  find: async (from, to, limit) => {
    const rows = await store
      .read<AnomalyTables>()
      .selectFrom("anomalies")
      .selectAll()
      .where("last_at", ">=", from)
      .where("started_at", "<=", to)
      .orderBy("last_at", "desc")
      .orderBy("id", "desc")
      .limit(limit)
      .execute();
    return rows.map(anomalyOf);
  },
  forget: async (before) => {
    await store
      .write<AnomalyTables>()
      .deleteFrom("anomalies")
      .where("last_at", "<", before)
      .execute();
  },
});
