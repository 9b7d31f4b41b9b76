import { platformErrors } from "#core";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import { strictObject, Type } from "#policy";
import { defineMigration, type Store } from "#store";
import { idempotency } from "./index.ts";

interface TillTables {
  readonly sales: { readonly id: string; readonly what: string };
}

const sales = defineMigration({
  id: "till-0001",
  reason: "effects to be counted",
  up: async (_db, { createTable, columns }) => {
    await createTable("sales")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("what", columns.text, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("sales").execute();
  },
});

/** What the code of the route does on its way; tests put their own in. */
export interface TillHooks {
  beforeSale: () => Promise<void>;
  afterSale: () => Promise<void>;
}

/** What tests look at. */
export interface Till {
  readonly hooks: TillHooks;
  readonly sold: () => Promise<readonly string[]>;
}

const createTill = (store: Store, newId: () => string) => {
  const hooks: TillHooks = { beforeSale: async () => undefined, afterSale: async () => undefined };
  return {
    hooks,
    sold: async () => {
      const rows = await store.read<TillTables>().selectFrom("sales").select("what").execute();
      return rows.map(({ what }) => what);
    },
    sell: async (what: string): Promise<string> => {
      await hooks.beforeSale();
      const id = newId();
      await store.transaction<TillTables, void>(async (tx) => {
        await tx.insertInto("sales").values({ id, what }).execute();
      });
      await hooks.afterSale();
      return id;
    },
  };
};

const unlimited = { none: "a test asks often" } as const;
const Body = strictObject({ what: Type.String(), note: Type.Optional(Type.String()) });

/** A module whose route has an effect that can be counted. */
export const till = defineModule({
  name: "till",
  requires: { idempotency },
  migrations: [sales],
  data: [{ table: "sales", columns: { id: "none", what: "none" }, retention: "configuration" }],
  setup: ({ store, newId }) => createTill(store, newId),
  routes: (service) => [
    route.post(
      "/sales",
      {
        access: "user",
        summary: "Sells something once for each key",
        limit: unlimited,
        idempotent: true,
        body: Body,
        responses: { 201: Type.Object({ id: Type.String() }) },
        errors: ["CONFLICT"],
        audit: "sale.made",
      },
      async ({ body }) => {
        if (body.what === "refused") throw platformErrors.make.CONFLICT();
        return { id: await service.sell(body.what) };
      },
    ),
  ],
});
