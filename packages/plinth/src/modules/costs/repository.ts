import { allPages, type ReadOptions, type Store, sql } from "#store";

/** A row of cost_entries; times in milliseconds since the epoch, money in micro-units. */
export interface CostRow {
  readonly id: string;
  readonly at: number;
  /** Null once the account is erased: what was paid stays in the sums. */
  readonly account_id: string | null;
  readonly endpoint: string;
  readonly model: string;
  readonly tokens_in: number;
  readonly tokens_out: number;
  readonly cost_micros: number;
}

interface CostTables {
  readonly cost_entries: CostRow;
}

/** What is asked for; everything that is missing fits. */
export interface CostFilter {
  readonly accountId?: string | undefined;
  readonly endpoint?: string | undefined;
  /** From this instant on. */
  readonly from?: number | undefined;
  /** Before this instant. */
  readonly to?: number | undefined;
}

/** A sum over calls. */
export interface CostSum {
  readonly calls: number;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly costMicros: number;
}

/** By what sums are made; days are those of UTC. */
export type CostGroup = "account" | "endpoint" | "day";

/** All SQL about costs. */
export interface CostRepository {
  readonly insert: (row: CostRow) => Promise<void>;
  /** Newest first, those before an entry. */
  readonly page: (
    filter: CostFilter,
    before: string | undefined,
    limit: number,
  ) => Promise<readonly CostRow[]>;
  readonly sum: (filter: CostFilter) => Promise<CostSum>;
  /** The dearest groups first. */
  readonly groups: (
    filter: CostFilter,
    by: CostGroup,
    limit: number,
  ) => Promise<readonly (CostSum & { readonly group: string | number | null })[]>;
  readonly allOf: (accountId: string) => Promise<readonly CostRow[]>;
  readonly forgetAccount: (accountId: string) => Promise<void>;
  /** Removes entries before an instant. */
  readonly forget: (time: number) => Promise<void>;
}

const DAY_MS = 86_400_000;
/** A report over weeks reads much, and says nothing else ten seconds later. */
const REPORT: ReadOptions = { staleness: 10_000 };

const total = (column: "tokens_in" | "tokens_out" | "cost_micros") =>
  sql<number>`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`;
const CALLS = sql<number>`cast(count(*) as bigint)`;

const groupBy = (by: CostGroup) => {
  if (by === "account") return sql<string | number | null>`account_id`;
  if (by === "endpoint") return sql<string | number | null>`endpoint`;
  return sql<string | number | null>`at - (at % ${sql.lit(DAY_MS)})`;
};

/** Builds the repository on a store. */
export const createCostRepository = (store: Store): CostRepository => {
  const select = ({ accountId, endpoint, from, to }: CostFilter, wish: ReadOptions = {}) => {
    let query = store.read<CostTables>(wish).selectFrom("cost_entries");
    if (accountId !== undefined) query = query.where("account_id", "=", accountId);
    if (endpoint !== undefined) query = query.where("endpoint", "=", endpoint);
    if (from !== undefined) query = query.where("at", ">=", from);
    if (to !== undefined) query = query.where("at", "<", to);
    return query;
  };
  const sums = [
    CALLS.as("calls"),
    total("tokens_in").as("tokensIn"),
    total("tokens_out").as("tokensOut"),
    total("cost_micros").as("costMicros"),
  ] as const;
  const write = () => store.write<CostTables>();
  return {
    insert: async (row) => {
      await write().insertInto("cost_entries").values(row).execute();
    },
    page: (filter, before, limit) => {
      const query = select(filter).selectAll().orderBy("id", "desc").limit(limit);
      return (before === undefined ? query : query.where("id", "<", before)).execute();
    },
    sum: (filter) => select(filter).select(sums).executeTakeFirstOrThrow(),
    groups: (filter, by, limit) =>
      select(filter, REPORT)
        .select([groupBy(by).as("group"), ...sums])
        .groupBy(groupBy(by))
        .orderBy(total("cost_micros"), "desc")
        .orderBy(groupBy(by))
        .limit(limit)
        .execute(),
    allOf: (accountId) =>
      allPages((last, limit) => {
        const query = select({ accountId }).selectAll().orderBy("id", "desc").limit(limit);
        return (last === undefined ? query : query.where("id", "<", last.id)).execute();
      }),
    forgetAccount: async (accountId) => {
      await write()
        .updateTable("cost_entries")
        .set({ account_id: null })
        .where("account_id", "=", accountId)
        .execute();
    },
    forget: async (time) => {
      await write().deleteFrom("cost_entries").where("at", "<", time).execute();
    },
  };
};
