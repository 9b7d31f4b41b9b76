import type { Store } from "#store";

interface Tables {
  readonly drill_entries: { readonly id: string; readonly part: number; readonly filler: string };
}

/** Entries on one page. */
const PAGE = 1_000;

/** What drills keep in the database. */
export interface Entries {
  /** Stores `parts` rows, all or none: one statement for one, a transaction for more. */
  readonly keep: (id: string, parts: number, filler: string) => Promise<void>;
  /** Up to a thousand entries with ids greater than `after`, and how many parts each has. */
  readonly list: (
    after: string,
  ) => Promise<readonly { readonly id: string; readonly parts: number }[]>;
}

/** Builds the repository of the drill's module. */
export const createEntries = (store: Store): Entries => ({
  keep: async (id, parts, filler) => {
    if (parts === 1) {
      await store
        .write<Tables>()
        .insertInto("drill_entries")
        .values({ id, part: 0, filler })
        .execute();
      return;
    }
    await store.transaction<Tables, void>(async (tx) => {
      for (let part = 0; part < parts; part += 1) {
        await tx.insertInto("drill_entries").values({ id, part, filler }).execute();
      }
    });
  },
  list: async (after) => {
    const rows = await store
      .read<Tables>()
      .selectFrom("drill_entries")
      .select((of) => ["id", of.fn.countAll().as("parts")])
      .where("id", ">", after)
      .groupBy("id")
      .orderBy("id")
      .limit(PAGE)
      .execute();
    return rows.map(({ id, parts }) => ({ id, parts: Number(parts) }));
  },
});
