import type { Store } from "#store";
import type { SecurityAlert } from "./sink.ts";

/** A row of security_alerts; times in milliseconds since the epoch. */
export interface AlertRow {
  readonly id: string;
  readonly at: number;
  readonly rule: string;
  readonly severity: "warning" | "alert";
  readonly counted_by: "address" | "account" | "all";
  readonly address: string | null;
  readonly account_id: string | null;
  readonly events: number;
  readonly window_ms: number;
  readonly last_event: string;
  readonly seen_at: number | null;
  readonly seen_by: string | null;
}

interface Tables {
  readonly security_alerts: AlertRow;
}

/** All SQL about alerts. */
export interface AlertRepository {
  /** Writes alerts once, however often they come. */
  readonly save: (alerts: readonly SecurityAlert[]) => Promise<void>;
  /** Newest first, those before an id; only those nobody has seen where asked for. */
  readonly page: (query: {
    readonly isOpen: boolean;
    readonly before: string | undefined;
    readonly limit: number;
  }) => Promise<readonly AlertRow[]>;
  readonly openCount: () => Promise<number>;
  /** Notes who has seen it; the first one stays. False when there is no such alert. */
  readonly acknowledge: (id: string, accountId: string, at: number) => Promise<boolean>;
  readonly removeBefore: (time: number) => Promise<void>;
  readonly allOf: (accountId: string) => Promise<readonly AlertRow[]>;
  readonly seenBy: (accountId: string) => Promise<readonly AlertRow[]>;
  readonly forgetAccount: (accountId: string, pseudonym: string) => Promise<void>;
  readonly forgetSeer: (accountId: string, pseudonym: string) => Promise<void>;
}

const toRow = ({ rule, accountId, lastEvent, ...alert }: SecurityAlert): AlertRow => ({
  ...alert,
  rule: rule.id,
  severity: rule.severity,
  counted_by: rule.by,
  account_id: accountId,
  window_ms: rule.windowMs,
  last_event: lastEvent,
  seen_at: null,
  seen_by: null,
});

/** Builds the repository on a store. */
export const createAlertRepository = (store: Store): AlertRepository => {
  const read = () => store.read<Tables>().selectFrom("security_alerts").selectAll();
  const update = () => store.write<Tables>().updateTable("security_alerts");
  return {
    save: async (alerts) => {
      await store
        .write<Tables>()
        .insertInto("security_alerts")
        .values(alerts.map(toRow))
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    },
    page: ({ isOpen, before, limit }) =>
      read()
        .$if(isOpen, (query) => query.where("seen_at", "is", null))
        .$if(before !== undefined, (query) => query.where("id", "<", before ?? ""))
        .orderBy("id", "desc")
        .limit(limit)
        .execute(),
    openCount: async () => {
      const row = await store
        .read<Tables>()
        .selectFrom("security_alerts")
        .select((eb) => eb.fn.countAll<number>().as("open"))
        .where("seen_at", "is", null)
        .executeTakeFirst();
      return Number(row?.open ?? 0);
    },
    acknowledge: async (id, accountId, at) => {
      await update()
        .set({ seen_at: at, seen_by: accountId })
        .where("id", "=", id)
        .where("seen_at", "is", null)
        .execute();
      return (await read().where("id", "=", id).execute()).length > 0;
    },
    removeBefore: async (time) => {
      await store.write<Tables>().deleteFrom("security_alerts").where("at", "<", time).execute();
    },
    allOf: (accountId) =>
      read().where("account_id", "=", accountId).orderBy("id", "desc").execute(),
    seenBy: (accountId) => read().where("seen_by", "=", accountId).orderBy("id", "desc").execute(),
    forgetAccount: async (accountId, pseudonym) => {
      await update().set({ account_id: pseudonym }).where("account_id", "=", accountId).execute();
    },
    forgetSeer: async (accountId, pseudonym) => {
      await update().set({ seen_by: pseudonym }).where("seen_by", "=", accountId).execute();
    },
  };
};
