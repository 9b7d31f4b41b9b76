import { type Store, sql } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { FaultSource } from "./faults/fault.ts";
import { type CountedFault, SLOT_MS } from "./faults/tracker.ts";
import { type FaultGroup, type GroupState, groupOf, rowOf, type Tables } from "./rows.ts";

/** Which groups are asked for. */
export interface GroupFilter {
  readonly state?: GroupState | undefined;
  readonly source?: FaultSource | undefined;
  /** Only those that came between two instants; exact to five minutes. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A place in the list: behind the group that came last at an instant. */
export interface GroupCursor {
  readonly lastAt: number;
  readonly id: string;
}

/** What came lately, over all nodes. */
export interface RecentFaults {
  readonly times: number;
  readonly groups: number;
}

/** All SQL about groups of faults. */
export interface GroupRepository {
  /** Adds occurrences; the ids of resolved groups that came again and are open now. */
  readonly add: (batch: readonly CountedFault[], release: string) => Promise<readonly FaultGroup[]>;
  /** Lately seen first. */
  readonly page: (query: {
    readonly filter: GroupFilter;
    readonly before: GroupCursor | undefined;
    readonly limit: number;
  }) => Promise<readonly FaultGroup[]>;
  readonly find: (id: string) => Promise<FaultGroup | undefined>;
  readonly countOpen: () => Promise<number>;
  /** How often groups came between two instants, by group. */
  readonly timesOf: (
    ids: readonly string[],
    from: number,
    to: number,
  ) => Promise<readonly { readonly slot: number; readonly id: string; readonly times: number }[]>;
  /** Of a source, since an instant, without what is muted. */
  readonly recent: (source: FaultSource, since: number) => Promise<RecentFaults>;
  readonly setState: (
    id: string,
    change: { readonly state: GroupState; readonly at: number; readonly by: string },
  ) => Promise<boolean>;
  readonly ids: (limit: number) => Promise<readonly string[]>;
  /** Removes what came last before an instant, the oldest beyond `most` groups, and old counts. */
  readonly tidy: (limits: {
    readonly groupsBefore: number;
    readonly most: number;
    readonly timesBefore: number;
  }) => Promise<void>;
  readonly changedBy: (accountId: string) => Promise<readonly FaultGroup[]>;
  readonly forgetChanger: (accountId: string) => Promise<void>;
}

/** One order everywhere: two nodes must not wait for each other. */
const ordered = (batch: readonly CountedFault[]): readonly CountedFault[] =>
  batch.toSorted((a, b) => (a.fault.id < b.fault.id ? -1 : 1));

const addGroups = (tx: Kysely<Tables>, batch: readonly CountedFault[], release: string) =>
  tx
    .insertInto("error_groups")
    .values(batch.map((counted) => rowOf(counted, release)))
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet((eb) => ({
        times: eb("error_groups.times", "+", eb.ref("excluded.times")),
        last_at: eb.ref("excluded.last_at"),
        last_release: eb.ref("excluded.last_release"),
        place: eb.ref("excluded.place"),
        frames: eb.ref("excluded.frames"),
        request_id: eb.ref("excluded.request_id"),
        trace_id: eb.ref("excluded.trace_id"),
      })),
    )
    .execute();

const addTimes = (tx: Kysely<Tables>, batch: readonly CountedFault[]) =>
  tx
    .insertInto("error_times")
    .values(
      batch.flatMap(({ fault, slots }) =>
        [...slots].map(([slot, times]) => ({ slot, group_id: fault.id, times })),
      ),
    )
    .onConflict((conflict) =>
      conflict.columns(["slot", "group_id"]).doUpdateSet((eb) => ({
        times: eb("error_times.times", "+", eb.ref("excluded.times")),
      })),
    )
    .execute();

/** Opens resolved groups that came again since; they say when. */
const reopen = (tx: Kysely<Tables>, ids: readonly string[]) =>
  tx
    .updateTable("error_groups")
    .set((eb) => ({
      state: "open" as const,
      returns: eb("returns", "+", 1),
      returned_at: eb.ref("last_at"),
    }))
    .where("id", "in", ids)
    .where("state", "=", "resolved")
    .whereRef("last_at", ">", "changed_at")
    .returningAll()
    .execute();

/** Builds the repository on a store. */
export const createGroupRepository = (store: Store): GroupRepository => {
  const read = () => store.read<Tables>();

  const filtered = ({ state, source, from, to }: GroupFilter) => {
    let query = read().selectFrom("error_groups").selectAll("error_groups");
    if (state !== undefined) query = query.where("state", "=", state);
    if (source !== undefined) query = query.where("source", "=", source);
    if (from === undefined && to === undefined) return query;
    return query.where("id", "in", (eb) => {
      let times = eb.selectFrom("error_times").select("group_id");
      if (from !== undefined) times = times.where("slot", ">", from - SLOT_MS);
      if (to !== undefined) times = times.where("slot", "<", to);
      return times;
    });
  };

  return {
    add: (batch, release) =>
      store.transaction<Tables, readonly FaultGroup[]>(async (tx) => {
        const sorted = ordered(batch);
        await addGroups(tx, sorted, release);
        await addTimes(tx, sorted);
        const rows = await reopen(
          tx,
          sorted.map(({ fault }) => fault.id),
        );
        return rows.map(groupOf);
      }),
    page: async ({ filter, before, limit }) => {
      let query = filtered(filter);
      if (before !== undefined) {
        query = query.where((eb) =>
          eb.or([
            eb("last_at", "<", before.lastAt),
            eb.and([eb("last_at", "=", before.lastAt), eb("id", "<", before.id)]),
          ]),
        );
      }
      const rows = await query
        .orderBy("last_at", "desc")
        .orderBy("id", "desc")
        .limit(limit)
        .execute();
      return rows.map(groupOf);
    },
    setState: async (id, { state, at, by }) => {
      const rows = await store
        .write<Tables>()
        .updateTable("error_groups")
        .set({ state, changed_at: at, changed_by: by })
        .where("id", "=", id)
        .returning("id")
        .execute();
      return rows.length > 0;
    },
    ids: async (limit) => {
      const rows = await read()
        .selectFrom("error_groups")
        .select("id")
        .orderBy("last_at", "desc")
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
    ...looking(store),
    ...maintenance(store),
  };
};

const looking = (
  store: Store,
): Pick<GroupRepository, "find" | "countOpen" | "timesOf" | "recent"> => {
  const read = () => store.read<Tables>();
  return {
    find: async (id) => {
      const row = await read()
        .selectFrom("error_groups")
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirst();
      return row === undefined ? undefined : groupOf(row);
    },
    countOpen: async () => {
      const row = await read()
        .selectFrom("error_groups")
        .select(sql<number>`count(*)`.as("open"))
        .where("state", "=", "open")
        .executeTakeFirst();
      return Number(row?.open ?? 0);
    },
    timesOf: async (ids, from, to) => {
      if (ids.length === 0) return [];
      const rows = await read()
        .selectFrom("error_times")
        .select(["slot", "group_id as id", "times"])
        .where("slot", ">", from - SLOT_MS)
        .where("slot", "<", to)
        .where("group_id", "in", ids)
        .orderBy("slot")
        .execute();
      return rows;
    },
    recent: async (source, since) => {
      const row = await read()
        .selectFrom("error_times")
        .innerJoin("error_groups", "error_groups.id", "error_times.group_id")
        .select([
          sql<number>`coalesce(sum(error_times.times), 0)`.as("times"),
          sql<number>`count(distinct error_times.group_id)`.as("groups"),
        ])
        .where("error_times.slot", ">=", since)
        .where("error_groups.source", "=", source)
        .where("error_groups.state", "!=", "muted")
        .executeTakeFirst();
      return { times: Number(row?.times ?? 0), groups: Number(row?.groups ?? 0) };
    },
  };
};

const maintenance = (
  store: Store,
): Pick<GroupRepository, "tidy" | "changedBy" | "forgetChanger"> => ({
  tidy: ({ groupsBefore, most, timesBefore }) =>
    store.transaction<Tables, void>(async (tx) => {
      await tx.deleteFrom("error_times").where("slot", "<", timesBefore).execute();
      await tx.deleteFrom("error_groups").where("last_at", "<", groupsBefore).execute();
      const surplus = await tx
        .selectFrom("error_groups")
        .select("id")
        .orderBy("last_at", "desc")
        .orderBy("id", "desc")
        .limit(1_000)
        .offset(most)
        .execute();
      const ids = surplus.map(({ id }) => id);
      if (ids.length > 0) await tx.deleteFrom("error_groups").where("id", "in", ids).execute();
    }),
  changedBy: async (accountId) => {
    const rows = await store
      .read<Tables>()
      .selectFrom("error_groups")
      .selectAll()
      .where("changed_by", "=", accountId)
      .orderBy("id")
      .execute();
    return rows.map(groupOf);
  },
  forgetChanger: async (accountId) => {
    await store
      .write<Tables>()
      .updateTable("error_groups")
      .set({ changed_by: null })
      .where("changed_by", "=", accountId)
      .execute();
  },
});
