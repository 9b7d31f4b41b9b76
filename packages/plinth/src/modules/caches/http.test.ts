import { afterAll, beforeAll, expect, test } from "vitest";
import { defineModule } from "#modules/contract";
import type { Cache } from "#services/cache";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { caches } from "./index.ts";

const LIST = "/api/v1/admin/caches";

/** An application with one cache. */
const keeping = defineModule({
  name: "keeping",
  setup: ({ cache }): Cache<string> =>
    cache.declare<string>({ name: "kept", strategy: "hot", maxBytes: 10_000 }),
});

let identity: Identity;
let cache: Cache<string>;
let bearer: Readonly<Record<string, string>>;
const ask = async (method: string, path: string, headers = bearer) => {
  const answer = await identity.send(method, path, undefined, headers);
  const text = await answer.text();
  return { status: answer.status, body: (text === "" ? {} : JSON.parse(text)) as never };
};
const bearerOf = async (role: string) => {
  const { tokens } = await identity.addSession(await identity.addAccount({ role }));
  return { authorization: `Bearer ${tokens.accessToken}` };
};

beforeAll(async () => {
  identity = await startIdentity({ modules: [caches, keeping] });
  cache = identity.app.modules.service("keeping") as Cache<string>;
  bearer = await bearerOf("admin");
});
afterAll(() => identity.app.stop());

test("AZ-02: strangers and users neither see caches nor drop one", async () => {
  await cache.set("key", "value");
  const user = await bearerOf("user");
  for (const [method, path] of [
    ["GET", LIST],
    ["POST", `${LIST}/kept/drop`],
  ] as const) {
    expect((await ask(method, path, {})).status).toBe(401);
    expect((await ask(method, path, user)).status).toBe(403);
  }
  expect(cache.peek("key")).toBe("value");
});

test("CACHE-06: an administrator sees what a cache answered, and drops it; that is written down", async () => {
  await cache.invalidateAll();
  for (let read = 0; read < 5; read += 1) await cache.wrap("read", () => "value");
  const { body } = await ask("GET", LIST);
  expect(body).toMatchObject({ maxBytes: 134_217_728 });
  expect(body["caches"]).toContainEqual(
    expect.objectContaining({ name: "kept", computed: 1, entries: 1, maxBytes: 10_000 }),
  );
  expect(JSON.stringify(body)).not.toContain("value");
  expect((await ask("POST", `${LIST}/kept/drop`)).status).toBe(204);
  expect(cache.peek("read")).toBeUndefined();
  expect(identity.events.at(-1)).toMatchObject({ name: "cache.dropped", data: { cache: "kept" } });
  expect((await ask("POST", `${LIST}/nothing/drop`)).status).toBe(404);
  expect((await ask("POST", `${LIST}/Not%20a%20name/drop`)).status).toBe(400);
});
