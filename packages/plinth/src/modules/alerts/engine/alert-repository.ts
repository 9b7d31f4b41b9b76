import type { Store } from "#store";
import type { Transaction } from "#vendor/kysely";
import type { AlertRow, AlertTables, SettingRow, SilenceRow } from "./alert-rows.ts";

/** Alerts within one transaction. */
export interface AlertStatements {
  /** The alert under way of a key. */
  readonly find: (openKey: string) => Promise<AlertRow | undefined>;
  /** When somebody was last told of a rule, for the same address and account. */
  readonly lastNoticeAt: (
    of: Pick<AlertRow, "rule" | "address" | "account_id">,
  ) => Promise<number | undefined>;
  /** False where one of its key is under way already. */
  readonly insert: (row: AlertRow) => Promise<boolean>;
  readonly change: (id: string, change: Partial<AlertRow>) => Promise<void>;
}

/** Which alerts are shown. */
export interface AlertQuery {
  readonly isOpen: boolean;
  readonly isUnseen: boolean;
  readonly rule: string | undefined;
  /** Only what went on at some moment in between, in milliseconds since the epoch. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Those before an id. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** All SQL about alerts. */
export interface AlertRepository {
  /** Runs work as one transaction; it may write to other tables through `tx` as well. */
  readonly transact: <Result>(
    work: (statements: AlertStatements, tx: object) => Promise<Result>,
  ) => Promise<Result>;
  readonly open: () => Promise<readonly AlertRow[]>;
  /** Newest first. */
  readonly page: (query: AlertQuery) => Promise<readonly AlertRow[]>;
  readonly one: (id: string) => Promise<AlertRow | undefined>;
  readonly ofIncident: (incidentId: string, limit: number) => Promise<readonly AlertRow[]>;
  /** How many are under way, and how many of all nobody has acknowledged. */
  readonly counts: () => Promise<{ readonly open: number; readonly unseen: number }>;
  /** Notes who has seen it; the first one stays. False when there is no such alert. */
  readonly acknowledge: (id: string, accountId: string, at: number) => Promise<boolean>;
  readonly removeBefore: (time: number) => Promise<void>;
  readonly settings: () => Promise<readonly SettingRow[]>;
  readonly saveSetting: (row: SettingRow) => Promise<void>;
  readonly removeSetting: (rule: string) => Promise<void>;
  /** Silences that have not ended at an instant, the newest first. */
  readonly silences: (at: number) => Promise<readonly SilenceRow[]>;
  readonly addSilence: (row: SilenceRow) => Promise<void>;
  /** False when there is none that still holds. */
  readonly endSilence: (id: string, at: number) => Promise<boolean>;
  /** Takes or keeps the right to look at the rules; false where another node has it. */
  readonly hold: (name: string, holder: string, at: number, untilAt: number) => Promise<boolean>;
  readonly release: (name: string, holder: string) => Promise<void>;
}

const MAX_OPEN = 2_000;
const MAX_SILENCES = 200;

const alertStatements = (tx: Transaction<AlertTables>): AlertStatements => ({
  find: (openKey) =>
    tx.selectFrom("alerts").selectAll().where("open_key", "=", openKey).executeTakeFirst(),
  lastNoticeAt: async ({ rule, address, account_id }) => {
    const row = await tx
      .selectFrom("alerts")
      .select((eb) => eb.fn.max("noticed_last_at").as("at"))
      .where("rule", "=", rule)
      .where("address", address === null ? "is" : "=", address)
      .where("account_id", account_id === null ? "is" : "=", account_id)
      .executeTakeFirst();
    return row?.at ?? undefined;
  },
  insert: async (row) => {
    const { numInsertedOrUpdatedRows = 0n } = await tx
      .insertInto("alerts")
      .values(row)
      .onConflict((on) => on.column("open_key").doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows > 0n;
  },
  change: async (id, change) => {
    await tx.updateTable("alerts").set(change).where("id", "=", id).execute();
  },
});

const settingStatements = (
  store: Store,
): Pick<
  AlertRepository,
  "settings" | "saveSetting" | "removeSetting" | "silences" | "addSilence" | "endSilence"
> => {
  const read = () => store.read<AlertTables>();
  const write = () => store.write<AlertTables>();
  return {
    settings: () => read().selectFrom("alert_settings").selectAll().orderBy("rule").execute(),
    saveSetting: async ({ rule, ...row }) => {
      await write()
        .insertInto("alert_settings")
        .values({ rule, ...row })
        .onConflict((on) => on.column("rule").doUpdateSet(row))
        .execute();
    },
    removeSetting: async (rule) => {
      await write().deleteFrom("alert_settings").where("rule", "=", rule).execute();
    },
    silences: (at) =>
      read()
        .selectFrom("alert_silences")
        .selectAll()
        .where("until_at", ">", at)
        .orderBy("id", "desc")
        .limit(MAX_SILENCES)
        .execute(),
    addSilence: async (row) => {
      await write().insertInto("alert_silences").values(row).execute();
    },
    endSilence: async (id, at) => {
      const { numUpdatedRows } = await write()
        .updateTable("alert_silences")
        .set({ until_at: at })
        .where("id", "=", id)
        .where("until_at", ">", at)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
  };
};

const leaseStatements = (store: Store): Pick<AlertRepository, "hold" | "release"> => ({
  hold: async (name, holder, at, untilAt) => {
    const { numInsertedOrUpdatedRows = 0n } = await store
      .write<AlertTables>()
      .insertInto("alert_leases")
      .values({ name, holder, until_at: untilAt })
      .onConflict((on) =>
        on
          .column("name")
          .doUpdateSet({ holder, until_at: untilAt })
          .where((eb) =>
            eb.or([
              eb("alert_leases.holder", "=", holder),
              eb("alert_leases.until_at", "<", at),
              // Held until long after any node would: by a clock that was wrong.
              eb("alert_leases.until_at", ">", untilAt + (untilAt - at)),
            ]),
          ),
      )
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows > 0n;
  },
  release: async (name, holder) => {
    await store
      .write<AlertTables>()
      .deleteFrom("alert_leases")
      .where("name", "=", name)
      .where("holder", "=", holder)
      .execute();
  },
});

/** Builds the repository on a store. */
export const createAlertRepository = (store: Store): AlertRepository => {
  const read = () => store.read<AlertTables>().selectFrom("alerts").selectAll();
  const write = () => store.write<AlertTables>();
  const count = async (of: "open_key" | "acknowledged_at", operator: "is" | "is not") => {
    const row = await store
      .read<AlertTables>()
      .selectFrom("alerts")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where(of, operator, null)
      .executeTakeFirst();
    return Number(row?.count ?? 0);
  };
  return {
    ...settingStatements(store),
    ...leaseStatements(store),
    transact: <Result>(work: (statements: AlertStatements, tx: object) => Promise<Result>) =>
      store.transaction<AlertTables, Result>((tx) => work(alertStatements(tx), tx)),
    open: () => read().where("open_key", "is not", null).orderBy("id").limit(MAX_OPEN).execute(),
    page: ({ isOpen, isUnseen, rule, from, to, before, limit }) =>
      read()
        .$if(isOpen, (query) => query.where("open_key", "is not", null))
        .$if(isUnseen, (query) => query.where("acknowledged_at", "is", null))
        .$if(rule !== undefined, (query) => query.where("rule", "=", rule ?? ""))
        .$if(from !== undefined, (query) =>
          query.where((eb) => eb.or([eb("ended_at", "is", null), eb("ended_at", ">=", from ?? 0)])),
        )
        .$if(to !== undefined, (query) => query.where("started_at", "<", to ?? 0))
        .$if(before !== undefined, (query) => query.where("id", "<", before ?? ""))
        .orderBy("id", "desc")
        .limit(limit)
        .execute(),
    one: (id) => read().where("id", "=", id).executeTakeFirst(),
    ofIncident: (incidentId, limit) =>
      read().where("incident_id", "=", incidentId).orderBy("id", "desc").limit(limit).execute(),
    counts: async () => ({
      open: await count("open_key", "is not"),
      unseen: await count("acknowledged_at", "is"),
    }),
    acknowledge: async (id, accountId, at) => {
      await write()
        .updateTable("alerts")
        .set({ acknowledged_at: at, acknowledged_by: accountId })
        .where("id", "=", id)
        .where("acknowledged_at", "is", null)
        .execute();
      return (await read().where("id", "=", id).executeTakeFirst()) !== undefined;
    },
    removeBefore: async (time) => {
      await write().deleteFrom("alerts").where("ended_at", "<", time).execute();
      await write().deleteFrom("alert_silences").where("until_at", "<", time).execute();
    },
  };
};
