import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CreatedKey, KeyView } from "#modules/api-keys";
import { type KeyBench, startKeyBench } from "../../../testing/key-bench.ts";

const KEYS = "/api/v1/auth/keys";
const DAY = 86_400_000;

let bench: KeyBench;
beforeAll(async () => {
  bench = await startKeyBench();
});
afterAll(() => bench.app.stop());

const signedIn = async (changes: Parameters<KeyBench["addAccount"]>[0] = {}) => {
  const account = await bench.addAccount(changes);
  return { account, headers: await bench.asPerson(account) };
};
const codeOf = async (answer: Response): Promise<unknown> =>
  ((await answer.json()) as { code: string }).code;

describe("making a key", () => {
  it("KEY-01: is answered with the key once; afterwards only its public part is told", async () => {
    const { account, headers } = await signedIn();
    const body = { name: "backup", scopes: ["things:read"], limit: "60/minute" };
    const answer = await bench.send("POST", KEYS, body, headers);
    expect(answer.status).toBe(201);
    expect(answer.headers.get("cache-control")).toContain("no-store");
    const made = (await answer.json()) as CreatedKey;
    expect(made.key).toMatch(/^plk_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
    expect(made.details).toEqual({
      id: expect.any(String),
      name: "backup",
      prefix: made.key.slice(0, 16),
      scopes: ["things:read"],
      limit: "60/minute",
      signing: null,
      createdAt: new Date(bench.clock.now()).toISOString(),
      lastUsedAt: null,
      expiresAt: new Date(bench.clock.now() + 90 * DAY).toISOString(),
      replacedBy: null,
    });
    const list = await (await bench.send("GET", KEYS, undefined, headers)).text();
    expect(JSON.parse(list)).toMatchObject({ keys: [made.details] });
    expect(list).not.toContain(made.key.slice(17));
    const called = await bench.get("/api/v1/things", made.key);
    expect(await called.json()).toEqual({
      userId: account.id,
      method: "api-key",
      key: made.details.prefix,
      scopes: ["things:read"],
    });
  });

  it("KEY-01: the owner hears of it by mail, which names the key by its public part", async () => {
    const { account, headers } = await signedIn();
    const body = { name: "<b>name</b>", scopes: ["things:read"] };
    const made = (await (await bench.send("POST", KEYS, body, headers)).json()) as CreatedKey;
    await bench.settle();
    const [mail] = await bench.mailsTo(account.email);
    expect(mail?.subject).toContain("new API key");
    expect(mail?.text).toContain(made.details.prefix);
    expect(mail?.text).not.toContain(made.key);
    expect(mail?.text).not.toContain("<b>");
  });

  it("KEY-02: asks for a fresh proof of who makes it; an API key cannot make another", async () => {
    const { account, headers } = await signedIn();
    bench.clock.advance(16 * 60_000);
    const late = await bench.send("POST", KEYS, { name: "k", scopes: ["*"] }, headers);
    expect([late.status, await codeOf(late)]).toEqual([401, "STEP_UP_REQUIRED"]);
    const { key } = await bench.addKey(account);
    const byKey = await bench.send(
      "POST",
      KEYS,
      { name: "k", scopes: ["*"] },
      { authorization: `Bearer ${key}` },
    );
    expect([byKey.status, await codeOf(byKey)]).toEqual([403, "AUTHORIZATION_ERROR"]);
  });

  it("KEY-02: gives no scope away that its owner does not have, and names every fault", async () => {
    const { headers } = await signedIn();
    const body = {
      name: "k",
      scopes: ["things:read", "administration:read", "reports:*", "nothing:read"],
      limit: "often",
      signing: "ed25519",
    };
    const refused = await bench.send("POST", KEYS, body, headers);
    expect(refused.status).toBe(400);
    const { details } = (await refused.json()) as { details: { field: string }[] };
    expect(details.map(({ field }) => field)).toEqual([
      "body.scopes.1",
      "body.scopes.2",
      "body.scopes.3",
      "body.limit",
      "body.publicKey",
    ]);
    const admin = await signedIn({ role: "admin" });
    const allowed = await bench.send(
      "POST",
      KEYS,
      { name: "k", scopes: ["administration:read", "reports:*"] },
      admin.headers,
    );
    expect(allowed.status).toBe(201);
  });

  it.each([
    [{ scopes: ["*"] }, "no name"],
    [{ name: "k", scopes: [] }, "no scope"],
    [{ name: "k", scopes: ["Things:read"] }, "a scope in capitals"],
    [{ name: "k", scopes: ["*", "*"] }, "a scope twice"],
    [{ name: "k", scopes: ["*"], expiresInDays: 366 }, "more than a year"],
    [{ name: "k", scopes: ["*"], expiresInDays: 0 }, "no life at all"],
    [{ name: "k\n", scopes: ["*"] }, "a line break in the name"],
    [{ name: "k", scopes: ["*"], limit: "0/minute" }, "a limit of nothing"],
    [{ name: "k", scopes: ["*"], publicKey: "A".repeat(44) }, "a public key without algorithm"],
    [{ name: "k", scopes: ["*"], accountId: "x" }, "an unknown member"],
  ])("KEY-02: %j is refused: %s", async (body, _why) => {
    const { headers } = await signedIn();
    expect((await bench.send("POST", KEYS, body, headers)).status).toBe(400);
  });

  it("KEY-02: 50 valid keys are the most, asked for at once or one after another", async () => {
    const account = await bench.addAccount();
    const made = await Promise.allSettled(
      Array.from({ length: 54 }, () => bench.addKey(account, { expiresInDays: 1 })),
    );
    const refused = made.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(4);
    expect(refused[0]).toMatchObject({ reason: { code: "API_KEY_LIMIT_REACHED", status: 409 } });
    bench.clock.advance(DAY);
    await expect(bench.addKey(account)).resolves.toBeDefined();
  });
});

describe("what a key opens", () => {
  it("KEY-02: the matrix of scopes over HTTP", async () => {
    const owners = {
      user: await bench.addAccount(),
      admin: await bench.addAccount({ role: "admin" }),
    };
    const paths = {
      things: "/api/v1/things",
      plain: "/api/v1/plain",
      administration: "/api/v1/administration",
      reports: "/api/v1/reports",
    };
    const matrix: Record<string, number[]> = {};
    for (const [who, scopes] of [
      ["user", ["things:read"]],
      ["user", ["things:*"]],
      ["user", ["*"]],
      ["admin", ["things:read"]],
      ["admin", ["reports:read", "administration:*"]],
      ["admin", ["*"]],
    ] as const) {
      const { key } = await bench.addKey(owners[who], { scopes });
      const statuses: number[] = [];
      for (const path of Object.values(paths)) statuses.push((await bench.get(path, key)).status);
      matrix[`${who} ${scopes.join()}`] = statuses;
    }
    // In the order of the paths: a scope, no scope at all, a role, a permission.
    expect(matrix).toEqual({
      "user things:read": [200, 403, 403, 403],
      "user things:*": [200, 403, 403, 403],
      "user *": [200, 403, 403, 403],
      "admin things:read": [200, 403, 403, 403],
      "admin reports:read,administration:*": [403, 403, 200, 200],
      "admin *": [200, 403, 200, 200],
    });
  });

  it("KEY-02: what the owner loses the key loses with the next call", async () => {
    const account = await bench.addAccount({ role: "admin" });
    const { key } = await bench.addKey(account);
    expect((await bench.get("/api/v1/administration", key)).status).toBe(200);
    await bench.accounts.setRole(account.id, "user");
    expect((await bench.get("/api/v1/administration", key)).status).toBe(403);
    expect((await bench.get("/api/v1/things", key)).status).toBe(200);
    await bench.accounts.setDisabled(account.id, true);
    expect((await bench.get("/api/v1/things", key)).status).toBe(401);
    await bench.accounts.setDisabled(account.id, false);
    expect((await bench.get("/api/v1/things", key)).status).toBe(200);
  });

  it("KEY-02: a public route does not know the key, and no cross-site token is asked", async () => {
    const account = await bench.addAccount();
    const { key } = await bench.addKey(account);
    const open = await bench.get("/api/v1/public", key);
    expect(await open.json()).toMatchObject({ userId: "" });
  });

  it("KEY-02: own limits come on top of those of the routes, and count over all of them", async () => {
    const account = await bench.addAccount();
    const tight = await bench.addKey(account, { limit: "3/minute" });
    const loose = await bench.addKey(account, { limit: "1000/minute" });
    const first = await bench.get("/api/v1/things", tight.key);
    expect(first.headers.get("ratelimit-policy")).toBe('"api-key";q=3;w=60');
    expect(first.headers.get("ratelimit")).toBe('"api-key";r=2;t=60');
    expect((await bench.get("/api/v1/slow/1", tight.key)).status).toBe(200);
    expect((await bench.get("/api/v1/things", tight.key)).status).toBe(200);
    const refused = await bench.get("/api/v1/things", tight.key);
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("60");
    expect((await bench.get("/api/v1/things", loose.key)).status).toBe(200);
    // RL-01: a route's rule by key counts each key apart, whatever its owner chose.
    const statuses: number[] = [];
    for (let call = 0; call < 3; call += 1) {
      statuses.push((await bench.get("/api/v1/scarce", loose.key)).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const other = await bench.addKey(account);
    expect((await bench.get("/api/v1/scarce", other.key)).status).toBe(200);
    const person = await bench.send(
      "GET",
      "/api/v1/scarce",
      undefined,
      await bench.asPerson(account),
    );
    expect(person.headers.get("ratelimit")).toBeNull();
  });
});

describe("the life of a key", () => {
  it("KEY-02: a revoked key is refused on its next call, and only by its owner's hand", async () => {
    const { account, headers } = await signedIn();
    const stranger = await signedIn();
    const { key, details } = await bench.addKey(account);
    expect((await bench.get("/api/v1/things", key)).status).toBe(200);
    const path = `${KEYS}/${details.id}`;
    expect((await bench.send("DELETE", path, undefined, stranger.headers)).status).toBe(404);
    expect((await bench.get("/api/v1/things", key)).status).toBe(200);
    expect((await bench.send("DELETE", path, undefined, headers)).status).toBe(204);
    const refused = await bench.get("/api/v1/things", key);
    expect([refused.status, await codeOf(refused)]).toEqual([401, "AUTHENTICATION_ERROR"]);
    expect((await bench.send("DELETE", path, undefined, headers)).status).toBe(404);
  });

  it("KEY-02: rotation gives the next key its scopes; the old one runs out after the overlap", async () => {
    const { account, headers } = await signedIn();
    const old = await bench.addKey(account, { scopes: ["things:read"], limit: "500/minute" });
    const path = `${KEYS}/${old.details.id}/rotate`;
    const answer = await bench.send("POST", path, { overlapHours: 2 }, headers);
    expect(answer.status).toBe(201);
    const next = (await answer.json()) as CreatedKey;
    expect(next.details).toMatchObject({ scopes: ["things:read"], limit: "500/minute" });
    const both = async () => [
      (await bench.get("/api/v1/things", old.key)).status,
      (await bench.get("/api/v1/things", next.key)).status,
    ];
    expect(await both()).toEqual([200, 200]);
    bench.clock.advance(2 * 3_600_000 - 1);
    expect(await both()).toEqual([200, 200]);
    bench.clock.advance(1);
    expect(await both()).toEqual([401, 200]);
    const again = await bench.send("POST", path, {}, await bench.asPerson(account));
    expect(again.status).toBe(404);
    const long = await bench.send(
      "POST",
      `${KEYS}/${next.details.id}/rotate`,
      { overlapHours: 169 },
      await bench.asPerson(account),
    );
    expect(long.status).toBe(400);
  });

  it("KEY-02: a key ends on the millisecond", async () => {
    const account = await bench.addAccount();
    const { key } = await bench.addKey(account, { expiresInDays: 1 });
    expect((await bench.get("/api/v1/things", key)).status).toBe(200);
    bench.clock.advance(DAY - 1);
    expect((await bench.get("/api/v1/things", key)).status).toBe(200);
    bench.clock.advance(1);
    expect((await bench.get("/api/v1/things", key)).status).toBe(401);
  });

  it("KEY-02: another name, and the last use, which is written once a minute at most", async () => {
    const { account, headers } = await signedIn();
    const { key, details } = await bench.addKey(account);
    const renamed = await bench.send("PATCH", `${KEYS}/${details.id}`, { name: "new" }, headers);
    expect(await renamed.json()).toMatchObject({ name: "new" });
    await bench.settle();
    const stats = () => bench.app.store.stats();
    const listed = async (): Promise<KeyView | undefined> =>
      (await bench.keys.list(account.id)).find(({ id }) => id === details.id);
    await bench.get("/api/v1/things", key);
    await bench.settle();
    const before = stats().queries;
    for (let call = 0; call < 5; call += 1) {
      bench.clock.advance(1_000);
      await bench.get("/api/v1/things", key);
    }
    expect(stats().queries).toBe(before);
    expect((await listed())?.lastUsedAt).toBe(new Date(bench.clock.now()).toISOString());
  });

  it("SES-11: a known key costs no read, an unknown one at most one, a malformed one none", async () => {
    const account = await bench.addAccount();
    const { key } = await bench.addKey(account);
    await bench.settle();
    const { authenticate } = bench.keys.keyAuthenticator;
    const queries = () => bench.app.store.stats().queries;
    const start = queries();
    await authenticate(key);
    expect(queries() - start).toBe(1);
    await bench.settle();
    const known = queries();
    expect(authenticate(key)).not.toBeInstanceOf(Promise);
    expect(authenticate(`${key.slice(0, -1)}${key.endsWith("a") ? "b" : "a"}`)).toBeUndefined();
    expect(authenticate("plk_")).toBeUndefined();
    expect(queries()).toBe(known);
  });

  it("PRIV-06: secrets that requests are signed with are found to be sealed anew; public keys are none", async () => {
    const account = await bench.addAccount();
    await bench.addKey(account, { signing: "hmac-sha256" });
    await bench.addKey(account);
    expect(await bench.keys.reseal()).toEqual({ resealed: 0, unreadable: 0 });
  });

  it("PRIV: export names the keys without what opens or signs; erasing ends them", async () => {
    const account = await bench.addAccount();
    const { key } = await bench.addKey(account, { signing: "hmac-sha256" });
    expect((await bench.get("/api/v1/things", key)).status).toBe(200);
    const [entry] = bench.keys.personalData;
    const exported = JSON.stringify(await entry?.export(account.id));
    expect(exported).toContain(key.slice(0, 16));
    expect(exported).not.toMatch(/hash|secret|signing_key/i);
    await entry?.erase(account.id);
    expect((await bench.get("/api/v1/things", key)).status).toBe(401);
  });
});
