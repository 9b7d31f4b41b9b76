import type { AlertSeverity } from "#services/alerts";
import type { Store } from "#store";
import type { Transaction } from "#vendor/kysely";

/** A row of incidents; times in milliseconds since the epoch. */
export interface IncidentRow {
  readonly id: string;
  readonly open_rule: string | null;
  readonly rule: string;
  readonly severity: AlertSeverity;
  readonly opened_at: number;
  readonly closed_at: number | null;
  readonly closed_by: string | null;
  /** What whoever closed it found out. */
  readonly note: string | null;
  /** How many entries it had; the newest thousand are kept. */
  readonly entries: number;
}

/** What an entry of a timeline tells. */
export type EntryKind = "alert" | "worse" | "resolved" | "response" | "note" | "closed";

/** A row of incident_entries. */
export interface EntryRow {
  readonly id: string;
  readonly incident_id: string;
  readonly at: number;
  readonly kind: EntryKind;
  readonly text: string;
  /** Of IPv6 the /64. */
  readonly address: string | null;
  /** Whom it is about. */
  readonly account_id: string | null;
  /** Who did it; null for the application itself. */
  readonly actor_id: string | null;
}

interface Tables {
  readonly incidents: IncidentRow;
  readonly incident_entries: EntryRow;
}

/** Entries that are written for one incident; what an attack adds beyond them is only counted. */
const MOST_ENTRIES = 1_000;

/** Incidents within a transaction, whatever else it writes. */
export interface IncidentStatements {
  /** The open incident of a rule; undefined where there is none. */
  readonly findOpen: (rule: string) => Promise<IncidentRow | undefined>;
  readonly find: (id: string) => Promise<IncidentRow | undefined>;
  readonly open: (row: IncidentRow) => Promise<void>;
  readonly change: (id: string, change: Partial<IncidentRow>) => Promise<void>;
  /** Adds to the timeline, or only counts where it is full. */
  readonly add: (incident: Pick<IncidentRow, "id" | "entries">, entry: EntryRow) => Promise<void>;
}

/** Which incidents are shown. */
export interface IncidentQuery {
  readonly isOpen: boolean;
  /** Only what went on at some moment in between, in milliseconds since the epoch. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Those before an id. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** All SQL about incidents. */
export interface IncidentRepository {
  /** Newest first. */
  readonly page: (query: IncidentQuery) => Promise<readonly IncidentRow[]>;
  readonly one: (id: string) => Promise<IncidentRow | undefined>;
  /** Oldest first. */
  readonly timeline: (id: string, limit: number) => Promise<readonly EntryRow[]>;
  readonly openCount: () => Promise<number>;
  readonly removeBefore: (time: number) => Promise<void>;
}

/** Incidents within a transaction of whatever tables. */
export const incidentStatements = (transaction: object): IncidentStatements => {
  const tx = transaction as Transaction<Tables>;
  const change = async (id: string, values: Partial<IncidentRow>): Promise<void> => {
    await tx.updateTable("incidents").set(values).where("id", "=", id).execute();
  };
  return {
    findOpen: (rule) =>
      tx.selectFrom("incidents").selectAll().where("open_rule", "=", rule).executeTakeFirst(),
    find: (id) => tx.selectFrom("incidents").selectAll().where("id", "=", id).executeTakeFirst(),
    open: async (row) => {
      await tx.insertInto("incidents").values(row).execute();
    },
    change,
    add: async ({ id, entries }, entry) => {
      if (entries < MOST_ENTRIES) await tx.insertInto("incident_entries").values(entry).execute();
      await change(id, { entries: entries + 1 });
    },
  };
};

/** Builds the repository on a store. */
export const createIncidentRepository = (store: Store): IncidentRepository => {
  const read = () => store.read<Tables>();
  return {
    page: ({ isOpen, from, to, before, limit }) =>
      read()
        .selectFrom("incidents")
        .selectAll()
        .$if(isOpen, (query) => query.where("closed_at", "is", null))
        .$if(from !== undefined, (query) =>
          query.where((eb) =>
            eb.or([eb("closed_at", "is", null), eb("closed_at", ">=", from ?? 0)]),
          ),
        )
        .$if(to !== undefined, (query) => query.where("opened_at", "<", to ?? 0))
        .$if(before !== undefined, (query) => query.where("id", "<", before ?? ""))
        .orderBy("id", "desc")
        .limit(limit)
        .execute(),
    one: (id) => read().selectFrom("incidents").selectAll().where("id", "=", id).executeTakeFirst(),
    timeline: (id, limit) =>
      read()
        .selectFrom("incident_entries")
        .selectAll()
        .where("incident_id", "=", id)
        .orderBy("at")
        .orderBy("id")
        .limit(limit)
        .execute(),
    openCount: async () => {
      const row = await read()
        .selectFrom("incidents")
        .select((eb) => eb.fn.countAll<number>().as("count"))
        .where("closed_at", "is", null)
        .executeTakeFirst();
      return Number(row?.count ?? 0);
    },
    removeBefore: async (time) => {
      await store.transaction<Tables, void>(async (tx) => {
        await tx
          .deleteFrom("incident_entries")
          .where("incident_id", "in", (eb) =>
            eb.selectFrom("incidents").select("id").where("closed_at", "<", time),
          )
          .execute();
        await tx.deleteFrom("incidents").where("closed_at", "<", time).execute();
      });
    },
  };
};
