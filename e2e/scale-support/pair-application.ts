import {
  defineApplication,
  defineJob,
  defineMeter,
  defineMigration,
  defineModule,
  defineSchedule,
  handleJob,
  identityModules,
  operationsModules,
  quotas,
  reply,
  route,
  shortText,
  strictObject,
  Type,
} from "plinth";

interface Tables {
  readonly pair_values: { readonly id: string; readonly value: string };
  readonly pair_effects: { readonly job: string; readonly node: number };
}

const migration = defineMigration({
  id: "pair-0001",
  reason: "one value to be cached, and the effects of jobs",
  up: async (_db, { createTable, columns }) => {
    await createTable("pair_values")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("value", columns.text, (column) => column.notNull())
      .execute();
    await createTable("pair_effects")
      .addColumn("job", columns.id, (column) => column.notNull())
      .addColumn("node", columns.integer, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("pair_effects").execute();
    await db.schema.dropTable("pair_values").execute();
  },
});

const KEY = "the-value";
const work = defineJob({ name: "work", payload: strictObject({}) });
const tick = defineJob({ name: "tick", payload: strictObject({}) });
const access = "user";
const Value = strictObject({ value: shortText() });
const Seen = strictObject({ value: shortText(), node: Type.Integer() });

/** What two nodes have to agree on, each behind one route. */
const pair = defineModule({
  name: "pair",
  requires: { quotas },
  migrations: [migration],
  data: [
    { table: "pair_values", columns: { id: "none", value: "none" }, retention: "configuration" },
    { table: "pair_effects", columns: { job: "none", node: "none" }, retention: "transient" },
  ],
  setup: ({ store, cache, jobs, modules }) => {
    modules.quotas.declare(defineMeter({ name: "things", unit: "thing", limit: "10/day" }));
    const kept = cache.declare<string>({ name: "pair", strategy: "cold", isShared: true });
    return {
      read: () =>
        kept.wrap(KEY, async () => {
          const rows = await store.read<Tables>().selectFrom("pair_values").selectAll().execute();
          return rows[0]?.value ?? "nothing";
        }),
      write: async (value: string) => {
        await store
          .write<Tables>()
          .insertInto("pair_values")
          .values({ id: KEY, value })
          .onConflict((on) => on.column("id").doUpdateSet({ value }))
          .execute();
        await kept.invalidate(KEY);
      },
      enqueue: () => jobs.enqueue(work, {}),
    };
  },
  jobs: () => [
    handleJob(work, (_, { id, complete }) =>
      complete<Tables, void>(async (tx) => {
        await tx.insertInto("pair_effects").values({ job: id, node: process.pid }).execute();
      }),
    ),
    handleJob(tick, async () => undefined),
  ],
  schedules: [defineSchedule({ name: "tick", cron: "* * * * * *", job: tick, payload: {} })],
  routes: (service) => [
    route.get(
      "/api/v1/value",
      { access, summary: "Reads the value", responses: { 200: Seen } },
      async () => ({ value: await service.read(), node: process.pid }),
    ),
    route.put(
      "/api/v1/value",
      { access, summary: "Changes the value", body: Value, responses: { 200: Value } },
      async ({ body }) => {
        await service.write(body.value);
        return body;
      },
    ),
    route.post(
      "/api/v1/work",
      { access, summary: "Takes a job in", responses: { 202: strictObject({ id: shortText() }) } },
      async () => reply(202, { id: (await service.enqueue()).id }),
    ),
    route.get(
      "/api/v1/scarce",
      { access, summary: "Is limited", limit: "40/hour", responses: { 200: Seen } },
      () => ({ value: "scarce", node: process.pid }),
    ),
    route.post(
      "/api/v1/metered",
      { access, summary: "Uses one thing", quota: { meter: "things" }, responses: { 200: Seen } },
      () => ({ value: "used", node: process.pid }),
    ),
  ],
});

/** What `plinth serve --app` runs twice behind nginx. */
export const application = defineApplication({
  name: "Pair",
  version: "0.0.0",
  description: "Two nodes of it must look like one",
  modules: [...identityModules, ...operationsModules, pair],
});
