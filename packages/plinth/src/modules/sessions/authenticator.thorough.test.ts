import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createLogger } from "#telemetry";
import { createBackground } from "../../services/background/index.ts";
import { type Identity, startIdentity } from "../../testing/identity.ts";
import { createAuthenticator } from "./authenticator.ts";
import type { Caller } from "./known-sessions.ts";
import { createSessionRepository, type LiveSession } from "./repository.ts";

let identity: Identity;
beforeAll(async () => {
  identity = await startIdentity();
});
afterAll(() => identity.app.stop());

const authenticate = (cookie?: string, bearer?: string) =>
  identity.sessions.authenticator.authenticate({ cookie, bearer });

describe("the session check", () => {
  it("SES-11: costs one read the first time and none, and no wait, after that", async () => {
    const account = await identity.addAccount({ role: "admin", tier: "premium" });
    const { store } = identity.app;
    for (const method of ["cookie", "bearer"] as const) {
      const { cookie, tokens, row } = await identity.addSession(account);
      const given = method === "cookie" ? [cookie] : [undefined, tokens.accessToken];
      const before = store.stats().queries;
      expect(await authenticate(...given)).toEqual({
        assurance: 1,
        authenticatedAt: identity.clock.now(),
        lacksSecondFactor: false,
        userId: account.id,
        role: "admin",
        tier: "premium",
        permissions: ["*"],
        sessionId: row.id,
        method,
      });
      expect(store.stats().queries - before).toBe(1);
      const again = authenticate(...given);
      expect(again).not.toBeInstanceOf(Promise);
      expect((again as Caller).method).toBe(method);
      expect(store.stats().queries - before).toBe(1);
    }
  });

  it("SES-11: every further token of a known session costs no read and no wait", async () => {
    const account = await identity.addAccount();
    const { cookie, tokens, row } = await identity.addSession(account);
    const another = () =>
      identity.tokens.sign({
        sub: account.id,
        jti: crypto.randomUUID(),
        sid: row.id,
        role: "user",
        tier: "free",
        lifetimeSeconds: 60,
      });
    await authenticate(cookie);
    const { store } = identity.app;
    const before = store.stats().queries;
    for (const token of [tokens.accessToken, another(), another()]) {
      const caller = authenticate(undefined, token);
      expect(caller).not.toBeInstanceOf(Promise);
      expect(caller).toMatchObject({ userId: account.id, sessionId: row.id, method: "bearer" });
    }
    expect(store.stats().queries).toBe(before);
    // What says the same of somebody else is no token of this session.
    const stranger = await identity.addAccount();
    const foreign = identity.tokens.sign({
      sub: stranger.id,
      jti: "x",
      sid: row.id,
      role: "admin",
      tier: "free",
      lifetimeSeconds: 60,
    });
    expect(await authenticate(undefined, foreign)).toBeUndefined();
    // SES-07: neither used tokens nor new ones outlive the session.
    await identity.sessions.end(account.id, row.id);
    for (const token of [tokens.accessToken, another()]) {
      expect(await authenticate(undefined, token)).toBeUndefined();
    }
  });

  it("P-004: what is no credential is refused without a read", async () => {
    const { cookie, tokens } = await identity.addSession(await identity.addAccount());
    const { store } = identity.app;
    const before = store.stats().queries;
    const [head = "", payload = "", mac = ""] = tokens.accessToken.split(".");
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString("base64url");
    const wrong: readonly (readonly [string | undefined, string | undefined])[] = [
      ["", undefined],
      ["x", undefined],
      [`${cookie}x`, undefined],
      [undefined, ""],
      [undefined, "x.y.z"],
      [undefined, cookie],
      [tokens.accessToken, undefined],
      [undefined, `${head}.${payload}.`],
      [undefined, `${none}.${payload}.`],
      [undefined, `${head}.${payload.slice(0, -1)}.${mac}`],
    ];
    for (const [asCookie, asBearer] of wrong) {
      expect(await authenticate(asCookie, asBearer)).toBeUndefined();
    }
    expect(store.stats().queries).toBe(before);
    // A known cookie in the place of a token is still no token, and the other way round.
    await authenticate(cookie);
    await authenticate(undefined, tokens.accessToken);
    expect(await authenticate(undefined, cookie)).toBeUndefined();
    expect(await authenticate(tokens.accessToken)).toBeUndefined();
  });

  it("SES-06: an access token is refused from the second of its end", async () => {
    const { clock } = identity;
    const { tokens, cookie } = await identity.addSession(await identity.addAccount());
    expect(tokens.expiresIn).toBe(1_800);
    clock.advance(1_799_000);
    expect(await authenticate(undefined, tokens.accessToken)).toBeDefined();
    clock.advance(1_000);
    expect(await authenticate(undefined, tokens.accessToken)).toBeUndefined();
    expect(await authenticate(cookie)).toBeDefined();
  });

  it("SES-03: 1,799 s idle are accepted, 1,801 s refused", async () => {
    const { clock } = identity;
    const { cookie } = await identity.addSession(await identity.addAccount());
    clock.advance(1_799_000);
    expect(await authenticate(cookie)).toBeDefined();
    clock.advance(1_801_000);
    expect(await authenticate(cookie)).toBeUndefined();
    expect(await authenticate(cookie)).toBeUndefined();
  });

  it("last use is written at most once a minute, and what waits is written at the end", async () => {
    const { clock, app } = identity;
    const account = await identity.addAccount();
    const { cookie, row } = await identity.addSession(account);
    await authenticate(cookie);
    await identity.settle();
    const before = app.store.stats().queries;
    for (let second = 0; second < 59; second += 1) {
      clock.advance(1_000);
      authenticate(cookie);
    }
    expect(app.store.stats().queries).toBe(before);
    clock.advance(1_000);
    authenticate(cookie);
    await identity.settle();
    expect(app.store.stats().queries).toBe(before + 1);
    clock.advance(30_000);
    authenticate(cookie);
    const [view] = await identity.sessions.list(account.id, row.id);
    expect(view?.lastSeenAt).toBe(new Date(clock.now()).toISOString());
    await identity.settle();
    expect(app.store.stats().queries).toBe(before + 3);
  });

  it("SES-09: role, tier and disabling act on the next request", async () => {
    const { accounts } = identity;
    const account = await identity.addAccount({ role: "admin" });
    const { cookie } = await identity.addSession(account);
    expect(await authenticate(cookie)).toMatchObject({ role: "admin", permissions: ["*"] });
    await accounts.setRole(account.id, "user");
    expect(await authenticate(cookie)).toMatchObject({ role: "user", permissions: [] });
    await accounts.setTier(account.id, "premium");
    expect(await authenticate(cookie)).toMatchObject({ tier: "premium" });
    await accounts.setDisabled(account.id, true);
    expect(await authenticate(cookie)).toBeUndefined();
    await accounts.setDisabled(account.id, false);
    expect(await authenticate(cookie)).toBeUndefined();
  });

  it("P-117: a session from before a gain of rights is not valid after it", async () => {
    const account = await identity.addAccount();
    const { cookie, tokens } = await identity.addSession(account);
    expect(await authenticate(cookie)).toBeDefined();
    await identity.accounts.setRole(account.id, "admin");
    expect(await authenticate(cookie)).toBeUndefined();
    expect(await authenticate(undefined, tokens.accessToken)).toBeUndefined();
    const origin = { requestId: "-", clientAddress: "192.0.2.1" };
    await expect(identity.sessions.refresh(tokens.refreshToken, origin)).rejects.toThrow();
  });

  it("AZ-03: 500 interleaved requests of different users each see only themselves", async () => {
    const users = await Promise.all(
      Array.from({ length: 25 }, async () => {
        const account = await identity.addAccount();
        return { account, session: await identity.addSession(account) };
      }),
    );
    const calls = Array.from({ length: 500 }, async (_, index) => {
      const user = users[(index * 7) % users.length];
      const bearer = index % 2 === 0 ? user?.session.tokens.accessToken : undefined;
      const caller = await authenticate(bearer ? undefined : user?.session.cookie, bearer);
      return caller?.userId === user?.account.id;
    });
    expect(await Promise.all(calls)).not.toContain(false);
  });
});

describe("revocation", () => {
  it("SES-07, P-077: an ended session is refused at once, by cookie, token and refresh", async () => {
    const account = await identity.addAccount();
    const { cookie, tokens, row } = await identity.addSession(account);
    const other = await identity.addSession(account);
    expect(await authenticate(cookie)).toBeDefined();
    expect(await authenticate(undefined, tokens.accessToken)).toBeDefined();
    expect(await identity.sessions.end(account.id, row.id)).toBe(true);
    expect(await authenticate(cookie)).toBeUndefined();
    expect(await authenticate(undefined, tokens.accessToken)).toBeUndefined();
    const origin = { requestId: "-", clientAddress: "192.0.2.1" };
    await expect(identity.sessions.refresh(tokens.refreshToken, origin)).rejects.toThrow();
    expect(await authenticate(other.cookie)).toBeDefined();
    expect(await identity.sessions.end(account.id, row.id)).toBe(false);
  });

  it("P-077: the tests see it when the memory is not told (the broken twin)", async () => {
    const account = await identity.addAccount();
    const { cookie, row } = await identity.addSession(account);
    expect(await authenticate(cookie)).toBeDefined();
    await createSessionRepository(identity.app.store).end(account.id, row.id);
    expect(await authenticate(cookie)).toBeDefined();
    identity.sessions.forget(row.id);
    expect(await authenticate(cookie)).toBeUndefined();
  });

  it("P-077: stays refused after a restart", async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "plinth-identity-"));
    const clock = createManualClock();
    const first = await startIdentity({ dataDirectory, clock });
    const account = await first.addAccount();
    const ended = await first.addSession(account);
    const kept = await first.addSession(account);
    await first.sessions.end(account.id, ended.row.id);
    await first.app.stop();
    const second = await startIdentity({ dataDirectory, clock });
    try {
      const judge = second.sessions.authenticator;
      const ask = (cookie: string) => judge.authenticate({ cookie, bearer: undefined });
      const askToken = (bearer: string) => judge.authenticate({ cookie: undefined, bearer });
      expect(await ask(ended.cookie)).toBeUndefined();
      expect(await askToken(ended.tokens.accessToken)).toBeUndefined();
      expect(await ask(kept.cookie)).toBeDefined();
      expect(await askToken(kept.tokens.accessToken)).toBeDefined();
    } finally {
      await second.app.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    }
  });
});

describe("what the process remembers", () => {
  const row = (id: string): LiveSession => ({
    id,
    account_id: `account of ${id}`,
    cookie_hash: "",
    epoch: 0,
    agent: "",
    address: "",
    created_at: 0,
    last_seen_at: 0,
    expires_at: 1_000_000,
    assurance: 1,
    authenticated_at: 0,
    factors: "password",
    role: "user",
    tier: "free",
  });

  const setUp = (options: {
    readonly engine?: "embedded" | "postgresql";
    readonly find: () => Promise<LiveSession | undefined>;
    readonly maxEntries?: number;
  }) => {
    const clock = createManualClock(0);
    let reads = 0;
    const log = createLogger({
      level: "error",
      clock,
      component: "test",
      destination: { write: () => undefined },
    });
    const judge = createAuthenticator({
      repository: {
        engine: options.engine ?? "embedded",
        findByCookie: () => {
          reads += 1;
          return options.find();
        },
        findById: () => {
          reads += 1;
          return options.find();
        },
        touch: async () => undefined,
      },
      tokens: {
        // A token of these tests is the name of its session.
        verify: (token) => {
          const sid = token.split(" ")[0] ?? "";
          const names = { sid, sub: `account of ${sid}`, jti: token, role: "user", tier: "free" };
          const times = { iat: 0, nbf: 0, exp: 1_000 };
          return token === ""
            ? { ok: false }
            : { ok: true, claims: { ...names, ...times, iss: "", aud: "", type: "access" } };
        },
        lookAgain: () => undefined,
      },
      clock,
      background: createBackground({ log }),
      permissionsOf: () => [],
      needsSecondFactor: () => false,
      idleMs: 500_000,
      ...(options.maxEntries === undefined ? {} : { maxEntries: options.maxEntries }),
    });
    const ask = (name: string) =>
      judge.authenticate({ cookie: name.padEnd(43, "x"), bearer: undefined });
    const askToken = (token: string) => judge.authenticate({ cookie: undefined, bearer: token });
    return { clock, judge, ask, askToken, reads: () => reads };
  };

  it("P-077: a read that began before the end of a session does not bring it back", async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    let isEnded = false;
    const { judge, ask } = setUp({
      find: async () => {
        const seen = isEnded ? undefined : row("a");
        if (!isEnded) await gate;
        return seen;
      },
    });
    const early = ask("a");
    isEnded = true;
    judge.forgetSession("a");
    open();
    expect(await early).toBeUndefined();
    expect(await ask("a")).toBeUndefined();
  });

  it("SES-07: with other nodes on the database, asks again after a second", async () => {
    let isEnded = false;
    const { clock, ask, reads } = setUp({
      engine: "postgresql",
      find: async () => (isEnded ? undefined : row("a")),
    });
    expect(await ask("a")).toBeDefined();
    clock.advance(999);
    expect(ask("a")).not.toBeInstanceOf(Promise);
    isEnded = true;
    clock.advance(1);
    expect(await ask("a")).toBeUndefined();
    expect(reads()).toBe(2);
  });

  it("P-077: there, what a slow read gave is as old as the beginning of the read", async () => {
    let isEnded = false;
    const { clock, ask } = setUp({
      engine: "postgresql",
      find: async () => {
        const seen = isEnded ? undefined : row("a");
        // The session ends elsewhere just after the database looked; the answer is long on its way.
        isEnded = true;
        clock.advance(700);
        return seen;
      },
    });
    expect(await ask("a")).toBeDefined();
    clock.advance(300);
    expect(await ask("a")).toBeUndefined();
  });

  it("SES-07: there, new tokens of a session do not make it younger", async () => {
    let isEnded = false;
    const { clock, askToken, reads } = setUp({
      engine: "postgresql",
      find: async () => (isEnded ? undefined : row("a")),
    });
    expect(await askToken("a 1")).toBeDefined();
    clock.advance(999);
    isEnded = true;
    expect(askToken("a 2")).not.toBeInstanceOf(Promise);
    expect(reads()).toBe(1);
    clock.advance(1);
    for (const token of ["a 1", "a 2", "a 3"]) expect(await askToken(token)).toBeUndefined();
  });

  it("P-077: a token that arrives first after the end is refused", async () => {
    let isEnded = false;
    const { judge, ask, askToken } = setUp({
      find: async () => (isEnded ? undefined : row("a")),
    });
    expect(await ask("cookie")).toBeDefined();
    expect(askToken("a 1")).not.toBeInstanceOf(Promise);
    isEnded = true;
    judge.forgetSession("a");
    expect(await askToken("a 2")).toBeUndefined();
    expect(await askToken("a 1")).toBeUndefined();
  });

  it("is bounded, and a session that was pushed out is still ended by its end", async () => {
    let current = row("0");
    let isEnded = false;
    const { judge, ask } = setUp({
      find: async () => (isEnded ? undefined : current),
      maxEntries: 10,
    });
    await ask("first");
    for (let index = 1; index <= 30; index += 1) {
      current = row(String(index));
      await ask(`cookie-${index}`);
    }
    expect(judge.size()).toBe(10);
    isEnded = true;
    judge.forgetSession("30");
    expect(await ask("cookie-30")).toBeUndefined();
    expect(await ask("first")).toBeUndefined();
  });

  it("P-077: a session that was pushed out by others is asked for again", async () => {
    let current = row("first");
    let isEnded = false;
    const { clock, judge, ask } = setUp({
      find: async () => (isEnded ? undefined : current),
      maxEntries: 10,
    });
    clock.set(400_000);
    current = { ...row("first"), last_seen_at: 400_000 };
    expect(await ask("first")).toBeDefined();
    // Idle sessions take room as sessions, but none as credentials.
    clock.set(600_000);
    for (let index = 0; index < 10; index += 1) {
      current = row(`idle-${index}`);
      expect(await ask(`idle-${index}`)).toBeUndefined();
    }
    isEnded = true;
    judge.forgetSession("first");
    expect(await ask("first")).toBeUndefined();
  });

  it("SES-11: tokens and cookies with one end are told apart by the rest", async () => {
    const end = "e".repeat(60);
    let current = row("a");
    const { judge, ask, askToken } = setUp({ find: async () => current });
    expect(await askToken(`a ${end}`)).toMatchObject({ sessionId: "a" });
    expect(askToken(`a ${end}`)).not.toBeInstanceOf(Promise);
    current = row("b");
    expect(await askToken(`b ${end}`)).toMatchObject({ sessionId: "b" });
    expect(await askToken(`a ${end}`)).toMatchObject({ sessionId: "a" });
    // All that is known by this end is a token, which is no cookie.
    current = row("c");
    expect(await ask(end.slice(0, 43))).toMatchObject({ sessionId: "c", method: "cookie" });
    judge.forgetSession("a");
    current = row("b");
    expect(await askToken(`a ${end}`)).toBeUndefined();
  });
});
