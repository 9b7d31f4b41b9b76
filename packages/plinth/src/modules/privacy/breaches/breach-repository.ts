import type { Store } from "#store";

/** A row of privacy_breaches; times in milliseconds since the epoch. */
export interface BreachRow {
  readonly id: string;
  readonly title: string;
  /** What happened, and what was done; names of people do not belong in it. */
  readonly description: string;
  /** JSON list of the tables whose data was seen. */
  readonly tables: string;
  /** Data of before this instant was seen. */
  readonly until_at: number;
  readonly detected_at: number;
  readonly opened_by: string | null;
  readonly authority_told_at: number | null;
  readonly people_told_at: number | null;
  readonly closed_at: number | null;
}

interface BreachTables {
  readonly privacy_breaches: BreachRow;
  readonly privacy_breach_people: {
    readonly breach_id: string;
    readonly account_id: string;
    readonly told_at: number | null;
  };
}

/** A table in which people are looked for. */
export interface AffectedIn {
  readonly table: string;
  /** The column that names the account. */
  readonly subject: string;
  /** The column of the row's age; without it every row counts. */
  readonly agedBy: string | undefined;
}

/** All SQL about breaches. */
export interface BreachRepository {
  readonly insert: (row: BreachRow, people: readonly string[]) => Promise<void>;
  readonly find: (id: string) => Promise<BreachRow | undefined>;
  readonly list: () => Promise<readonly BreachRow[]>;
  readonly countPeople: (id: string) => Promise<number>;
  /** A page of the affected, by account, after one. */
  readonly people: (id: string, after: string, limit: number) => Promise<readonly string[]>;
  /** Those who were not told yet. */
  readonly untold: (id: string, limit: number) => Promise<readonly string[]>;
  readonly markTold: (id: string, accountId: string, at: number) => Promise<void>;
  readonly mark: (
    id: string,
    change: Partial<Pick<BreachRow, "authority_told_at" | "people_told_at" | "closed_at">>,
  ) => Promise<void>;
  /** Accounts that a table has rows of, from before an instant. */
  readonly affectedIn: (where: AffectedIn, until: number) => Promise<readonly string[]>;
  /** The breaches that an account is affected by. */
  readonly peopleOf: (
    accountId: string,
  ) => Promise<readonly { readonly title: string; readonly told_at: number | null }[]>;
  readonly openedBy: (accountId: string) => Promise<readonly BreachRow[]>;
  readonly forgetPerson: (accountId: string) => Promise<void>;
  readonly forgetOpener: (accountId: string) => Promise<void>;
}

const CHUNK = 200;

const peopleStatements = (store: Store) => {
  const people = () => store.read<BreachTables>().selectFrom("privacy_breach_people");
  return {
    countPeople: async (id: string) => {
      const row = await people()
        .select((eb) => eb.fn.countAll<number | string>().as("count"))
        .where("breach_id", "=", id)
        .executeTakeFirst();
      return Number(row?.count ?? 0);
    },
    people: async (id: string, after: string, limit: number) => {
      const rows = await people()
        .select("account_id")
        .where("breach_id", "=", id)
        .where("account_id", ">", after)
        .orderBy("account_id")
        .limit(limit)
        .execute();
      return rows.map(({ account_id }) => account_id);
    },
    untold: async (id: string, limit: number) => {
      const rows = await people()
        .select("account_id")
        .where("breach_id", "=", id)
        .where("told_at", "is", null)
        .limit(limit)
        .execute();
      return rows.map(({ account_id }) => account_id);
    },
    markTold: async (id: string, accountId: string, at: number) => {
      await store
        .write<BreachTables>()
        .updateTable("privacy_breach_people")
        .set({ told_at: at })
        .where("breach_id", "=", id)
        .where("account_id", "=", accountId)
        .execute();
    },
    forgetPerson: async (accountId: string) => {
      await store
        .write<BreachTables>()
        .deleteFrom("privacy_breach_people")
        .where("account_id", "=", accountId)
        .execute();
    },
    affectedIn: async ({ table, subject, agedBy }: AffectedIn, until: number) => {
      const rows = await store
        .read<Record<string, Record<string, string | number | null>>>()
        .selectFrom(table)
        .select(`${subject} as id`)
        .distinct()
        .where(subject, "is not", null)
        .$if(agedBy !== undefined, (query) => query.where(agedBy ?? subject, "<=", until))
        .execute();
      return rows.map(({ id }) => String(id));
    },
  };
};

/** Builds the repository on a store. */
export const createBreachRepository = (store: Store): BreachRepository => {
  const breaches = () => store.read<BreachTables>().selectFrom("privacy_breaches").selectAll();
  const change = () => store.write<BreachTables>().updateTable("privacy_breaches");
  return {
    ...peopleStatements(store),
    insert: (row, people) =>
      store.transaction<BreachTables, void>(async (tx) => {
        await tx.insertInto("privacy_breaches").values(row).execute();
        for (let from = 0; from < people.length; from += CHUNK) {
          const some = people.slice(from, from + CHUNK);
          await tx
            .insertInto("privacy_breach_people")
            .values(some.map((account_id) => ({ breach_id: row.id, account_id, told_at: null })))
            .execute();
        }
      }),
    find: (id) => breaches().where("id", "=", id).executeTakeFirst(),
    list: () => breaches().orderBy("detected_at", "desc").limit(200).execute(),
    mark: async (id, marks) => {
      await change().set(marks).where("id", "=", id).execute();
    },
    peopleOf: (accountId) =>
      store
        .read<BreachTables>()
        .selectFrom("privacy_breach_people")
        .innerJoin("privacy_breaches", "privacy_breaches.id", "privacy_breach_people.breach_id")
        .select(["privacy_breaches.title", "privacy_breach_people.told_at"])
        .where("privacy_breach_people.account_id", "=", accountId)
        .execute(),
    openedBy: (accountId) => breaches().where("opened_by", "=", accountId).execute(),
    forgetOpener: async (accountId) => {
      await change().set({ opened_by: null }).where("opened_by", "=", accountId).execute();
    },
  };
};
