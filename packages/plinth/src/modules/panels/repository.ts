import type { Store } from "#store";
import type { Panel } from "./schema.ts";

interface Tables {
  readonly console_panels: {
    readonly account_id: string;
    readonly panels: string;
    /** Milliseconds since the epoch. */
    readonly changed_at: number;
  };
}

/** All SQL about panels. */
export interface PanelRepository {
  /** In the order of their owner; none where nothing was saved. */
  readonly of: (accountId: string) => Promise<readonly Panel[]>;
  /** Puts all panels of an account in the place of those before. */
  readonly save: (accountId: string, panels: readonly Panel[]) => Promise<void>;
  readonly remove: (accountId: string) => Promise<void>;
}

/** Builds the repository on a store; `now` in milliseconds since the epoch. */
export const createPanelRepository = (store: Store, now: () => number): PanelRepository => ({
  of: async (accountId) => {
    const row = await store
      .read<Tables>()
      .selectFrom("console_panels")
      .select("panels")
      .where("account_id", "=", accountId)
      .executeTakeFirst();
    return row === undefined ? [] : (JSON.parse(row.panels) as readonly Panel[]);
  },
  save: async (accountId, panels) => {
    const row = { panels: JSON.stringify(panels), changed_at: now() };
    await store
      .write<Tables>()
      .insertInto("console_panels")
      .values({ account_id: accountId, ...row })
      .onConflict((conflict) => conflict.column("account_id").doUpdateSet(row))
      .execute();
  },
  remove: async (accountId) => {
    await store
      .write<Tables>()
      .deleteFrom("console_panels")
      .where("account_id", "=", accountId)
      .execute();
  },
});
