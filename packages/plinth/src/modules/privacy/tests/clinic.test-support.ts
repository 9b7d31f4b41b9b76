import { consent } from "#modules/consent";
import { classified, defineModule } from "#modules/contract";
import { defineMigration } from "#store";
import { privacy } from "../index.ts";

/** A row of the table of the tests' own module. */
export interface VisitRow {
  readonly id: string;
  readonly account_id: string;
  /** Sealed. */
  readonly finding: string | null;
}

/** A row of a table that was not sealed once, and that two columns name. */
export interface DoseRow {
  readonly visit_id: string;
  readonly number: number;
  readonly account_id: string;
  /** Sealed, or plain from before. */
  readonly drug: string;
}

interface ClinicTables {
  readonly visits: VisitRow;
  readonly doses: DoseRow;
}

const visits = defineMigration({
  id: "clinic-0001",
  reason: "health data for the tests",
  up: async (_db, { createTable, columns }) => {
    await createTable("visits")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("finding", columns.text)
      .execute();
    await createTable("doses")
      .addColumn("visit_id", columns.id, (column) => column.notNull())
      .addColumn("number", columns.integer, (column) => column.notNull())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("drug", columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint("doses_key", ["visit_id", "number"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("doses").execute();
    await db.schema.dropTable("visits").execute();
  },
});

/** A module that keeps health data as it should: sealed, and with consent. */
export const clinic = defineModule({
  name: "clinic",
  requires: { consent, privacy },
  migrations: [visits],
  data: [
    {
      table: "visits",
      columns: classified({
        reference: ["account_id"],
        sensitive: ["finding"],
        none: ["id"],
      }),
      retention: "account",
      purpose: "to treat people",
      basis: "consent",
    },
    {
      table: "doses",
      columns: classified({
        reference: ["visit_id", "account_id"],
        sensitive: ["drug"],
        none: ["number"],
      }),
      rowId: ["visit_id", "number"],
      formerlyPlain: ["drug"],
      retention: "account",
      purpose: "to know who takes what",
      basis: "consent",
    },
  ],
  setup: ({ fields, modules, newId, store }) => {
    modules.consent.declare({
      purpose: "health-data",
      version: 2,
      title: "Health data",
      text: "What doctors found is kept, sealed, to treat you.",
    });
    const placeOf = (row: string, account: string) => ({
      table: "visits",
      column: "finding",
      row,
      account,
    });
    const rows = () => store.read<ClinicTables>().selectFrom("visits").selectAll();
    const sealed = (row: string, account: string, finding: string): Promise<string> =>
      fields.seal(placeOf(row, account), finding);
    return {
      sealed,
      rows: () => rows().orderBy("id").execute(),
      put: async (row: VisitRow) => {
        await store
          .write<ClinicTables>()
          .insertInto("visits")
          .values(row)
          .onConflict((on) => on.column("id").doUpdateSet({ finding: row.finding }))
          .execute();
      },
      visit: async (account: string, finding: string): Promise<string> => {
        await modules.consent.requireConsent(account, "health-data");
        const id = newId();
        await store
          .write<ClinicTables>()
          .insertInto("visits")
          .values({ id, account_id: account, finding: await sealed(id, account, finding) })
          .execute();
        return id;
      },
      findings: async (account: string): Promise<readonly string[]> => {
        const found = await rows().where("account_id", "=", account).orderBy("id").execute();
        return Promise.all(
          found.map(({ id, finding }) => fields.open(placeOf(id, account), finding ?? "")),
        );
      },
      prescribe: async (doses: readonly DoseRow[]) => {
        await store.write<ClinicTables>().insertInto("doses").values(doses).execute();
      },
      doses: () =>
        store
          .read<ClinicTables>()
          .selectFrom("doses")
          .selectAll()
          .orderBy("visit_id")
          .orderBy("number")
          .execute(),
      drugs: async (account: string): Promise<readonly string[]> => {
        const found = await store
          .read<ClinicTables>()
          .selectFrom("doses")
          .selectAll()
          .where("account_id", "=", account)
          .orderBy("visit_id")
          .orderBy("number")
          .execute();
        return Promise.all(
          found.map(({ visit_id, number, drug }) => {
            const row = `${visit_id}:${number}`;
            return fields.openOrPlain({ table: "doses", column: "drug", row, account }, drug);
          }),
        );
      },
      eraseDoses: async (account: string) => {
        await store
          .write<ClinicTables>()
          .deleteFrom("doses")
          .where("account_id", "=", account)
          .execute();
      },
      erase: async (account: string) => {
        await store
          .write<ClinicTables>()
          .deleteFrom("visits")
          .where("account_id", "=", account)
          .execute();
      },
    };
  },
  personalData: (service) => [
    {
      table: "visits",
      subject: "account_id",
      erase: service.erase,
      export: async (account) => (await service.findings(account)).map((finding) => ({ finding })),
    },
    {
      table: "doses",
      subject: "account_id",
      erase: service.eraseDoses,
      export: async (account) => (await service.drugs(account)).map((drug) => ({ drug })),
    },
  ],
});

/** What the module keeps. */
export type Clinic = ReturnType<typeof clinic.setup>;
