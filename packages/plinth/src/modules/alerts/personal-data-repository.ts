import type { Store } from "#store";
import type { AlertRow, SettingRow, SilenceRow } from "./engine/alert-rows.ts";
import type { EntryRow, IncidentRow } from "./incidents/incident-repository.ts";

interface Tables {
  readonly alerts: AlertRow;
  readonly alert_settings: SettingRow;
  readonly alert_silences: SilenceRow;
  readonly incidents: IncidentRow;
  readonly incident_entries: EntryRow;
  readonly alert_deliveries: { readonly alert_id: string | null };
}

/** All SQL about what alerts and incidents hold of a person. */
export interface AlertPeopleRepository {
  readonly about: (accountId: string) => Promise<{
    readonly alerts: readonly AlertRow[];
    readonly entries: readonly EntryRow[];
  }>;
  readonly doneBy: (accountId: string) => Promise<{
    readonly acknowledged: readonly AlertRow[];
    readonly settings: readonly SettingRow[];
    readonly silences: readonly SilenceRow[];
    readonly closed: readonly IncidentRow[];
    readonly entries: readonly EntryRow[];
  }>;
  /** Puts nobody in the place of an account, and forgets addresses and words that tell of it. */
  readonly forgetSubject: (accountId: string) => Promise<void>;
  readonly forgetActor: (accountId: string) => Promise<void>;
}

const MOST = 1_000;
const ERASED = "Erased with the account.";

const createForgetting = (
  store: Store,
): Pick<AlertPeopleRepository, "forgetSubject" | "forgetActor"> => ({
  forgetSubject: (accountId) =>
    store.transaction<Tables, void>(async (tx) => {
      const forgotten = { account_id: null, address: null } as const;
      // Notices name whom they are about.
      await tx
        .deleteFrom("alert_deliveries")
        .where("alert_id", "in", (eb) =>
          eb.selectFrom("alerts").select("id").where("account_id", "=", accountId),
        )
        .execute();
      await tx
        .updateTable("alerts")
        .set({ ...forgotten, detail: ERASED })
        .where("account_id", "=", accountId)
        .execute();
      await tx
        .updateTable("incident_entries")
        .set({ ...forgotten, text: ERASED })
        .where("account_id", "=", accountId)
        .execute();
    }),
  forgetActor: (accountId) =>
    store.transaction<Tables, void>(async (tx) => {
      await tx
        .updateTable("alerts")
        .set({ acknowledged_by: null })
        .where("acknowledged_by", "=", accountId)
        .execute();
      await tx
        .updateTable("alert_settings")
        .set({ changed_by: null })
        .where("changed_by", "=", accountId)
        .execute();
      await tx
        .updateTable("alert_silences")
        .set({ made_by: null })
        .where("made_by", "=", accountId)
        .execute();
      await tx
        .updateTable("incidents")
        .set({ closed_by: null })
        .where("closed_by", "=", accountId)
        .execute();
      await tx
        .updateTable("incident_entries")
        .set({ actor_id: null })
        .where("actor_id", "=", accountId)
        .execute();
    }),
});

/** Builds the repository on a store. */
export const createAlertPeopleRepository = (store: Store): AlertPeopleRepository => {
  const read = () => store.read<Tables>();
  return {
    about: async (accountId) => ({
      alerts: await read()
        .selectFrom("alerts")
        .selectAll()
        .where("account_id", "=", accountId)
        .limit(MOST)
        .execute(),
      entries: await read()
        .selectFrom("incident_entries")
        .selectAll()
        .where("account_id", "=", accountId)
        .limit(MOST)
        .execute(),
    }),
    doneBy: async (accountId) => ({
      acknowledged: await read()
        .selectFrom("alerts")
        .selectAll()
        .where("acknowledged_by", "=", accountId)
        .limit(MOST)
        .execute(),
      settings: await read()
        .selectFrom("alert_settings")
        .selectAll()
        .where("changed_by", "=", accountId)
        .execute(),
      silences: await read()
        .selectFrom("alert_silences")
        .selectAll()
        .where("made_by", "=", accountId)
        .limit(MOST)
        .execute(),
      closed: await read()
        .selectFrom("incidents")
        .selectAll()
        .where("closed_by", "=", accountId)
        .limit(MOST)
        .execute(),
      entries: await read()
        .selectFrom("incident_entries")
        .selectAll()
        .where("actor_id", "=", accountId)
        .limit(MOST)
        .execute(),
    }),
    ...createForgetting(store),
  };
};
