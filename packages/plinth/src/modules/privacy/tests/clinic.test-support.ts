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

interface ClinicTables {
  readonly visits: VisitRow;
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
  },
  down: async (db) => {
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
  ],
});

/** What the module keeps. */
export type Clinic = ReturnType<typeof clinic.setup>;
