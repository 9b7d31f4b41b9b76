import type { Store } from "#store";
import type { Transaction } from "#vendor/kysely";
import type { Notice } from "./notice.ts";

/**
 * A row of alert_deliveries; times in milliseconds since the epoch. "held" waits for room under the
 * cap, "waiting" for the sink, "bundled" went with a digest.
 */
export interface DeliveryRow {
  readonly id: string;
  readonly sink: string;
  readonly state: "waiting" | "held" | "bundled" | "sent";
  readonly alert_id: string | null;
  /** JSON of a {@link Notice}. */
  readonly notice: string;
  readonly created_at: number;
  readonly released_at: number | null;
  readonly sent_at: number | null;
  readonly last_error: string | null;
}

interface Tables {
  readonly alert_deliveries: DeliveryRow;
}

/** Deliveries within a transaction, whatever else it writes. */
export interface DeliveryStatements {
  readonly insert: (row: DeliveryRow) => Promise<void>;
  /** When the newest `most` messages of a sink since an instant were let go, oldest first. */
  readonly releasedSince: (sink: string, since: number, most: number) => Promise<readonly number[]>;
  /** What waits for room, oldest first. */
  readonly held: (sink: string, limit: number) => Promise<readonly DeliveryRow[]>;
  readonly bundle: (ids: readonly string[], at: number) => Promise<void>;
}

/** How a sink does. */
export interface SinkFigures {
  readonly sink: string;
  readonly waiting: number;
  readonly held: number;
  readonly lastSentAt: number | undefined;
  /** Of what waits now. */
  readonly lastError: string | undefined;
  /** Since when the oldest waits for the sink. */
  readonly waitingSince: number | undefined;
}

/** All SQL about deliveries. */
export interface DeliveryRepository {
  readonly find: (id: string) => Promise<DeliveryRow | undefined>;
  /** Whether an earlier notice of the same alert still waits for the same sink. */
  readonly isBehind: (row: DeliveryRow) => Promise<boolean>;
  readonly sent: (id: string, at: number) => Promise<void>;
  readonly failed: (id: string, error: string) => Promise<void>;
  readonly figures: (sink: string) => Promise<SinkFigures>;
  readonly removeBefore: (time: number) => Promise<void>;
}

/** What a row says. */
export const noticeOf = (row: DeliveryRow): Notice => JSON.parse(row.notice) as Notice;

/** Deliveries within a transaction of whatever tables. */
export const deliveryStatements = (transaction: object): DeliveryStatements => {
  const tx = transaction as Transaction<Tables>;
  return {
    insert: async (row) => {
      await tx.insertInto("alert_deliveries").values(row).execute();
    },
    releasedSince: async (sink, since, most) => {
      const rows = await tx
        .selectFrom("alert_deliveries")
        .select("released_at")
        .where("sink", "=", sink)
        .where("released_at", ">", since)
        .orderBy("released_at", "desc")
        .limit(most)
        .execute();
      return rows.map(({ released_at }) => released_at ?? since).toReversed();
    },
    held: (sink, limit) =>
      tx
        .selectFrom("alert_deliveries")
        .selectAll()
        .where("sink", "=", sink)
        .where("state", "=", "held")
        .orderBy("id")
        .limit(limit)
        .execute(),
    bundle: async (ids, at) => {
      await tx
        .updateTable("alert_deliveries")
        .set({ state: "bundled", sent_at: at })
        .where("id", "in", ids)
        .execute();
    },
  };
};

/** Builds the repository on a store. */
export const createDeliveryRepository = (store: Store): DeliveryRepository => {
  const read = () => store.read<Tables>().selectFrom("alert_deliveries");
  const update = (id: string) =>
    store.write<Tables>().updateTable("alert_deliveries").where("id", "=", id);
  const count = async (sink: string, state: DeliveryRow["state"]) => {
    const row = await read()
      .select((eb) => [eb.fn.countAll<number>().as("count"), eb.fn.min("created_at").as("since")])
      .where("sink", "=", sink)
      .where("state", "=", state)
      .executeTakeFirst();
    return { count: Number(row?.count ?? 0), since: row?.since ?? undefined };
  };
  return {
    find: (id) => read().selectAll().where("id", "=", id).executeTakeFirst(),
    isBehind: async ({ id, sink, alert_id }) => {
      if (alert_id === null) return false;
      const row = await read()
        .select("id")
        .where("alert_id", "=", alert_id)
        .where("sink", "=", sink)
        .where("state", "=", "waiting")
        .where("id", "<", id)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    sent: async (id, at) => {
      await update(id).set({ state: "sent", sent_at: at, last_error: null }).execute();
    },
    failed: async (id, error) => {
      await update(id).set({ last_error: error }).execute();
    },
    figures: async (sink) => {
      const [waiting, held] = [await count(sink, "waiting"), await count(sink, "held")];
      const sent = await read()
        .select((eb) => eb.fn.max("sent_at").as("at"))
        .where("sink", "=", sink)
        .where("state", "=", "sent")
        .executeTakeFirst();
      const failed = await read()
        .select("last_error")
        .where("sink", "=", sink)
        .where("state", "=", "waiting")
        .where("last_error", "is not", null)
        .orderBy("id", "desc")
        .limit(1)
        .executeTakeFirst();
      return {
        sink,
        waiting: waiting.count,
        held: held.count,
        lastSentAt: sent?.at ?? undefined,
        lastError: failed?.last_error ?? undefined,
        waitingSince: waiting.since,
      };
    },
    removeBefore: async (time) => {
      await store
        .write<Tables>()
        .deleteFrom("alert_deliveries")
        .where("created_at", "<", time)
        .execute();
    },
  };
};
