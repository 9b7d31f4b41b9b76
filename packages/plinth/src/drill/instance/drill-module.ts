import { reply, route } from "#http";
import { defineModule } from "#modules/contract";
import { strictObject } from "#policy";
import { defineMigration } from "#store";
import { Type } from "#vendor/typebox";
import { createDoomedJobs, doomedHandlers, doomedRoutes } from "./doomed-jobs.ts";
import { createEntries, type Entries } from "./entries.ts";
import { createHeldJobs, heldHandlers, heldRoutes } from "./held-jobs.ts";
import type { DrillBuild } from "./messages.ts";
import { ENTRIES_PATH } from "./paths.ts";

const access = { public: true, because: "only the drill that started this instance calls it" };
const everyone = { ...access, public: true } as const;
const unlimited = { none: "drills send load; limits have routes of their own" } as const;
const Id = Type.String({ minLength: 1, maxLength: 60, pattern: "^[a-z0-9-]*$" });
const Parts = Type.Integer({ minimum: 1, maximum: 9 });
const Done = strictObject({ ok: Type.Boolean() });

const migration = defineMigration({
  id: "drill-0001",
  reason: "rows that a drill counts after what it broke",
  up: async (_db, { createTable, columns }) => {
    await createTable("drill_entries")
      .addColumn("id", columns.text, (column) => column.notNull())
      .addColumn("part", columns.integer, (column) => column.notNull())
      .addColumn("filler", columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint("drill_entries_key", ["id", "part"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("drill_entries").execute();
  },
});

/** A table that the build before does not know, and can live with. */
const furtherTable = (number: number) => {
  const name = `drill_further_${number}`;
  return defineMigration({
    id: `drill-${String(number + 1).padStart(4, "0")}`,
    reason: "a deploy that a drill plays through changes the schema",
    compatible: "expand",
    up: async (_db, { createTable, columns }) => {
      await createTable(name)
        .addColumn("id", columns.id, (column) => column.primaryKey())
        .execute();
    },
    down: async (db) => {
      await db.schema.dropTable(name).execute();
    },
  });
};

/** Entries that a build which fails after the switch still takes, before all of them fail. */
const TAKEN = 5;

/** How a build goes bad that was well at first. */
const createDecay = (fault: DrillBuild["fault"]) => {
  let taken = 0;
  const isBad = (): boolean => fault === "unready" || (fault === "fail-later" && taken >= TAKEN);
  return {
    isBad,
    note: (): void => {
      taken += 1;
    },
  };
};

const entryRoutes = (entries: Entries, note: () => void) => [
  route.post(
    ENTRIES_PATH,
    {
      access: everyone,
      summary: "Keeps an entry of some parts, all or none",
      limit: unlimited,
      body: strictObject({ id: Id, parts: Parts, filler: Type.String({ maxLength: 20_000 }) }),
      responses: { 201: strictObject({ id: Id }) },
    },
    async ({ body }) => {
      note();
      await entries.keep(body.id, body.parts, body.filler);
      return reply(201, { id: body.id });
    },
  ),
  route.get(
    ENTRIES_PATH,
    {
      access: everyone,
      summary: "Lists what is kept, a page at a time",
      limit: unlimited,
      query: strictObject({ after: Type.Optional(Id) }),
      responses: {
        200: strictObject({ entries: Type.Array(strictObject({ id: Id, parts: Type.Integer() })) }),
      },
    },
    async ({ query }) => ({ entries: [...(await entries.list(query.after ?? ""))] }),
  ),
];

const limited = { access: everyone, limit: "100000/minute", responses: { 200: Done } } as const;

/** Routes for each answer to an outage of what counts, and one whose limit is soon used up. */
const limitedRoutes = (denies: "deny" | "allow") => [
  route.get(
    "/api/v1/drill/local",
    { ...limited, summary: "Counts for itself while Redis is away", onStoreDown: "local" },
    () => ({ ok: true }),
  ),
  route.get(
    "/api/v1/drill/deny",
    { ...limited, summary: "Refuses while Redis is away", onStoreDown: denies },
    () => ({ ok: true }),
  ),
  route.get(
    "/api/v1/drill/allow",
    { ...limited, summary: "Lets pass while Redis is away", onStoreDown: "allow" },
    () => ({ ok: true }),
  ),
  route.get(
    "/api/v1/drill/scarce",
    { ...limited, limit: "6/minute", summary: "Is soon used up", onStoreDown: "local" },
    () => ({ ok: true }),
  ),
];

/** What a drill's module is to be like. */
export interface DrillModuleOptions {
  readonly denies: "deny" | "allow";
  readonly build?: DrillBuild | undefined;
  /** Says that it is well whatever it is like. */
  readonly claimsHealth?: boolean;
}

/**
 * What drills call beside the application's own routes: the same store, stages and limits, and data
 * that nobody misses.
 */
export const createDrillModule = ({ denies, build, claimsHealth = false }: DrillModuleOptions) => {
  const numbers = Array.from({ length: build?.tables ?? 0 }, (_, index) => index + 1);
  const decay = createDecay(build?.fault);
  return defineModule({
    name: "drill",
    migrations: [migration, ...numbers.map(furtherTable)],
    data: [
      {
        table: "drill_entries",
        columns: { id: "none", part: "none", filler: "none" },
        retention: "configuration",
      },
      ...numbers.map((number) => ({
        table: `drill_further_${number}`,
        columns: { id: "none" } as const,
        retention: "configuration" as const,
      })),
    ],
    setup: ({ store, jobs }) => ({
      entries: createEntries(store),
      doomed: createDoomedJobs(jobs),
      held: createHeldJobs(jobs),
    }),
    jobs: ({ doomed, held }) => [...doomedHandlers(doomed), ...heldHandlers(held)],
    health: async () => ({ healthy: claimsHealth || !decay.isBad(), required: true }),
    routes: ({ entries, doomed, held }) => [
      ...entryRoutes(entries, decay.note),
      ...limitedRoutes(denies),
      ...doomedRoutes(doomed),
      ...heldRoutes(held),
    ],
  });
};
