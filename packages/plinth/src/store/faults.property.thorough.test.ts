import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { route } from "#http";
import { defineModule } from "#modules/contract";
import type { Store } from "#store";
import { sql } from "#vendor/kysely";
import { startTestApplication, type TestApplication } from "../testing/test-application.ts";
import { classifySqlite } from "./embedded/faults.ts";
import { asStoreError, DriverError } from "./faults.ts";
import { classifyPostgres } from "./postgresql/faults.ts";

const declaration = {
  access: { public: true, because: "anyone may call it" },
  limit: { none: "a property asks often" },
  responses: { 204: null },
} as const;

/** What the driver is made to say, and what the engine was heard to say. */
let words = "";
let fail = (): Error => new Error("nothing to say");
let heard: unknown;
let store: Store;

const shelf = defineModule({
  name: "shelf",
  setup: (platform) => {
    store = platform.store;
    return {};
  },
  routes: () => [
    route.get("/engine", { ...declaration, summary: "A fault of the engine itself" }, async () => {
      // SQLite quotes a path that it cannot read.
      const bad = sql`select json_extract('{}', ${`x${words}`})`.execute(store.read());
      await bad.catch((error: unknown) => {
        heard = error instanceof Error ? error.cause : undefined;
        throw error;
      });
      return undefined;
    }),
    route.get("/driver", { ...declaration, summary: "A fault as a driver throws it" }, () => {
      throw fail();
    }),
  ],
});

let app: TestApplication;
beforeAll(async () => {
  app = await startTestApplication({ modules: [shelf] });
});
afterAll(() => app.stop());
beforeEach(() => {
  heard = undefined;
});

/** What differs between any two answers, whatever they say. */
const PASSING = new Set([
  "date",
  "x-request-id",
  "x-response-time",
  "traceparent",
  "server-timing",
]);

/** An answer without the names and times that each one has of its own. */
const answerOf = async (path: string) => {
  const response = await app.fetch(path);
  const text = await response.text();
  const id = response.headers.get("x-request-id") ?? "no id";
  const { timestamp: _, ...body } = JSON.parse(text.replaceAll(id, "ID"));
  const headers = [...response.headers].filter(([name]) => !PASSING.has(name));
  return { status: response.status, body: body as Record<string, unknown>, headers };
};

// Texts that read like something, and any others; a NUL would end them for SQLite.
const texts = fc
  .oneof(
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 200 }),
    fc.constantFrom(
      'duplicate key value violates unique constraint "user_email_key"',
      "UNIQUE constraint failed: user.email",
      "SQLITE_CORRUPT: database disk image is malformed",
      'select "password_hash" from "user" where "email" = $1',
      "password authentication failed for user app_owner at 10.0.0.7:5432",
      '","code":"OK","x":"',
      "\r\nSet-Cookie: a=b\r\n\r\n<script>",
    ),
  )
  .map((text) => text.replaceAll("\0", ""));

it("P-017, ERR-02: whatever the engine says, the answer is the same 500, and none of it is in there", async () => {
  words = "first";
  const first = await answerOf("/engine");
  expect(first.status).toBe(500);
  expect(first.body["code"]).toBe("DATABASE_ERROR");
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      words = text;
      expect(await answerOf("/engine")).toEqual(first);
      // It was the engine that failed, and it did quote the text.
      expect(heard).toBeInstanceOf(DriverError);
      expect((heard as DriverError).message).toContain(`x${text}`.replaceAll("'", "''"));
    }),
    { numRuns: 100 },
  );
});

const postgresqlFaults = fc.record({
  message: texts,
  code: fc.constantFrom("23505", "23503", "23514", "22P02", "42P01", "42501", "XX000", "P0001"),
  detail: texts,
  where: texts,
  hint: texts,
  table: texts,
  constraint: texts,
});
const sqliteFaults = fc.record({
  message: texts,
  errcode: fc.constantFrom(1, 11, 18, 19, 20, 25, 26, 787, 1555, 1811, 2067),
  errstr: texts,
});

it("P-017, ERR-02: the same for every text that either driver could throw", async () => {
  const throwing = (one: object, classify: (error: unknown) => DriverError) => () =>
    asStoreError(Object.assign(new Error(), one), classify);
  const faults = fc.oneof(
    postgresqlFaults.map((one) => throwing(one, classifyPostgres)),
    sqliteFaults.map((one) => throwing(one, classifySqlite)),
  );
  fail = throwing({ message: "first", code: "23505" }, classifyPostgres);
  const first = await answerOf("/driver");
  expect(first.status).toBe(500);
  expect(first.body["code"]).toBe("DATABASE_ERROR");
  await fc.assert(
    fc.asyncProperty(faults, async (thrown) => {
      fail = thrown;
      expect(await answerOf("/driver")).toEqual(first);
    }),
    { numRuns: 100 },
  );
});
