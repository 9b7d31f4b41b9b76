import { allPages, type ReadOptions, type Store } from "#store";
import { type Kysely, sql } from "#vendor/kysely";
import type { SecurityRecord } from "./record.ts";

/** A row of security_events; times in milliseconds since the epoch. */
interface EventRow {
  readonly id: string;
  readonly at: number;
  readonly name: string;
  readonly severity: SecurityRecord["severity"];
  readonly outcome: SecurityRecord["outcome"];
  readonly request_id: string | null;
  readonly route: string | null;
  readonly address: string | null;
  readonly account_id: string | null;
  readonly actor_id: string | null;
  readonly details: string;
}

interface Tables {
  readonly security_events: EventRow;
  /** How often each name came in each slot of five minutes: figures never read the events. */
  readonly security_event_counts: {
    readonly slot: number;
    readonly name: string;
    readonly events: number;
  };
}

/** Which events are asked for; what is absent asks for nothing special. */
export interface EventFilter {
  readonly name?: string | undefined;
  readonly severity?: string | undefined;
  readonly outcome?: string | undefined;
  readonly account?: string | undefined;
  readonly address?: string | undefined;
  readonly route?: string | undefined;
  /** Milliseconds since the epoch, the first instant and the first that no longer counts. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** How often a name came, in one part of a window. */
export interface Count {
  readonly name: string;
  /** Which part of the window, from 0. */
  readonly part: number;
  readonly events: number;
}

/** All SQL about security events. */
export interface EventRepository {
  /** Writes records once, however often they come. */
  readonly save: (records: readonly SecurityRecord[]) => Promise<void>;
  /** Newest first, those before an id. */
  readonly page: (query: {
    readonly filter: EventFilter;
    readonly before: string | undefined;
    readonly limit: number;
  }) => Promise<readonly SecurityRecord[]>;
  /** Counts since an instant, added up over parts of so many milliseconds. */
  readonly counts: (since: number, partMs: number) => Promise<readonly Count[]>;
  readonly removeBefore: (time: number) => Promise<void>;
  /** Everything about or by an account, newest first. */
  readonly allOf: (accountId: string) => Promise<readonly SecurityRecord[]>;
  /** Puts a pseudonym in the place of an account, and forgets where it was and what was said of it. */
  readonly forgetAccount: (accountId: string, pseudonym: string) => Promise<void>;
  readonly forgetActor: (accountId: string, pseudonym: string) => Promise<void>;
}

/** Length of a slot of the counts, in milliseconds. */
export const SLOT_MS = 300_000;

const toRow = (record: SecurityRecord): EventRow => ({
  id: record.id,
  at: record.at,
  name: record.name,
  severity: record.severity,
  outcome: record.outcome,
  request_id: record.requestId,
  route: record.route,
  address: record.address,
  account_id: record.accountId,
  actor_id: record.actorId,
  details: JSON.stringify(record.details),
});

const fromRow = (row: EventRow): SecurityRecord => ({
  id: row.id,
  at: row.at,
  name: row.name,
  severity: row.severity,
  outcome: row.outcome,
  requestId: row.request_id,
  route: row.route,
  address: row.address,
  accountId: row.account_id,
  actorId: row.actor_id,
  details: JSON.parse(row.details) as SecurityRecord["details"],
});

/** Counts by slot and name, in one order everywhere: two nodes must not wait for each other. */
const countsOf = (records: readonly SecurityRecord[]) => {
  const counts = new Map<string, { slot: number; name: string; events: number }>();
  for (const { at, name } of records) {
    const slot = at - (at % SLOT_MS);
    const known = counts.get(`${slot} ${name}`);
    if (known === undefined) counts.set(`${slot} ${name}`, { slot, name, events: 1 });
    else known.events += 1;
  }
  return [...counts.values()].toSorted((a, b) => a.slot - b.slot || (a.name < b.name ? -1 : 1));
};

const insert = async (tx: Kysely<Tables>, records: readonly SecurityRecord[]): Promise<void> => {
  const ids = records.map(({ id }) => id);
  const found = await tx
    .selectFrom("security_events")
    .select("id")
    .where("id", "in", ids)
    .execute();
  const known = new Set(found.map(({ id }) => id));
  // A batch whose answer was lost comes again.
  const fresh = records.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return;
  await tx.insertInto("security_events").values(fresh.map(toRow)).execute();
  await tx
    .insertInto("security_event_counts")
    .values(countsOf(fresh))
    .onConflict((conflict) =>
      conflict.columns(["slot", "name"]).doUpdateSet((eb) => ({
        events: eb("security_event_counts.events", "+", eb.ref("excluded.events")),
      })),
    )
    .execute();
};

const EQUALS = [
  ["name", "name"],
  ["severity", "severity"],
  ["outcome", "outcome"],
  ["account", "account_id"],
  ["address", "address"],
  ["route", "route"],
] as const;

/** A chart of hours says nothing else ten seconds later. */
const CHART: ReadOptions = { staleness: 10_000 };

/** Builds the repository on a store. */
export const createEventRepository = (store: Store): EventRepository => {
  const read = () => store.read<Tables>().selectFrom("security_events").selectAll();
  const write = () => store.write<Tables>();

  const filtered = (filter: EventFilter) => {
    let query = read();
    for (const [member, column] of EQUALS) {
      const wanted = filter[member];
      if (wanted !== undefined) query = query.where(column, "=", wanted as never);
    }
    if (filter.from !== undefined) query = query.where("at", ">=", filter.from);
    if (filter.to !== undefined) query = query.where("at", "<", filter.to);
    return query;
  };

  return {
    save: (records) => store.transaction<Tables, void>((tx) => insert(tx, records)),
    page: async ({ filter, before, limit }) => {
      const rows = await filtered(filter)
        .$if(before !== undefined, (query) => query.where("id", "<", before ?? ""))
        .orderBy("id", "desc")
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
    counts: async (since, partMs) => {
      // In the text, so that both places are the same expression; whole numbers, and nothing else.
      const [start, length] = [sql.lit(Math.trunc(since)), sql.lit(Math.trunc(partMs))];
      const part = sql<number>`(slot - ${start}) / ${length}`;
      const rows = await store
        .read<Tables>(CHART)
        .selectFrom("security_event_counts")
        .select(["name", part.as("part"), sql<number>`sum(events)`.as("events")])
        .where("slot", ">=", since)
        .groupBy(["name", part])
        .execute();
      return rows.map(({ name, part: at, events }) => ({
        name,
        part: Number(at),
        events: Number(events),
      }));
    },
    removeBefore: async (time) => {
      await write().deleteFrom("security_events").where("at", "<", time).execute();
      await write()
        .deleteFrom("security_event_counts")
        .where("slot", "<", time - SLOT_MS)
        .execute();
    },
    allOf: async (accountId) => {
      const rows = await allPages<EventRow>((last, limit) => {
        const query = read()
          .where((eb) => eb.or([eb("account_id", "=", accountId), eb("actor_id", "=", accountId)]))
          .orderBy("id", "desc")
          .limit(limit);
        return (last === undefined ? query : query.where("id", "<", last.id)).execute();
      });
      return rows.map(fromRow);
    },
    forgetAccount: async (accountId, pseudonym) => {
      await write()
        .updateTable("security_events")
        .set({ account_id: pseudonym, address: null, details: "{}" })
        .where("account_id", "=", accountId)
        .execute();
    },
    forgetActor: async (accountId, pseudonym) => {
      await write()
        .updateTable("security_events")
        .set({ actor_id: pseudonym, address: null })
        .where("actor_id", "=", accountId)
        .execute();
    },
  };
};
