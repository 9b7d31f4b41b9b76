import { createHmac, createPublicKey, type JsonWebKey, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "#config";
import { BootError } from "#core";
import { JWT_ALGORITHMS } from "#crypto";
import { type Identity, startIdentity } from "../../testing/identity.ts";

const ME = "/api/v1/auth/me";
const JWKS = "/.well-known/jwks.json";
/** Limits are not what these tests are about. */
const QUIET = { RATE_LIMIT_PER_MINUTE: "1000000", RATE_LIMIT_PER_HOUR: "10000000" };

const start = (env: Readonly<Record<string, string>> = {}): Promise<Identity> =>
  startIdentity({ env: { ...QUIET, ...env } });

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const headerOf = (token: string): { alg: string; kid: string } =>
  JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());
const keysOf = async (identity: Identity): Promise<readonly (JsonWebKey & { kid: string })[]> => {
  const { keys } = (await (await identity.send("GET", JWKS)).json()) as { keys: JsonWebKey[] };
  return keys as (JsonWebKey & { kid: string })[];
};

/** Status and body of a refusal without what differs between any two. */
const refusalOf = async (answer: Response): Promise<unknown> => {
  const { instance, requestId, timestamp, ...rest } = (await answer.json()) as Record<
    string,
    unknown
  >;
  expect([instance, requestId, timestamp].every((text) => typeof text === "string")).toBe(true);
  return { status: answer.status, challenge: answer.headers.get("www-authenticate"), ...rest };
};

describe("settings", () => {
  const problemsOf = (env: Readonly<Record<string, string>>): readonly string[] => {
    try {
      loadConfig({ env: { PLINTH_ENV: "test", ...env } });
      return [];
    } catch (fault) {
      return fault instanceof BootError ? fault.problems : ["another error"];
    }
  };

  it.each(["none", "RS256", "HS512", "hs256", "HS256,EdDSA", "constructor"])(
    "SES-05: ALGORITHM=%s stops the start and names what there is",
    (ALGORITHM) => {
      expect(problemsOf({ ALGORITHM })).toEqual(["ALGORITHM must be HS256 or EdDSA or ES256"]);
    },
  );

  it("SES-06: 1,440 minutes are the longest life of a token; 1,441 stop the start", () => {
    const minutes = (text: string) => problemsOf({ ACCESS_TOKEN_EXPIRE_MINUTES: text });
    expect(minutes("1440")).toEqual([]);
    for (const text of ["1441", "0", "-1", "1.5", "1e3"]) {
      expect(minutes(text)[0]).toMatch(/^ACCESS_TOKEN_EXPIRE_MINUTES must be/);
    }
  });

  it("SES-10: SIGNING_KEY_ROTATION_DAYS is 90 unless said otherwise, 0 for never", () => {
    expect(loadConfig({ env: {} }).tokens.keyRotationDays).toBe(90);
    expect(problemsOf({ SIGNING_KEY_ROTATION_DAYS: "0" })).toEqual([]);
    expect(problemsOf({ SIGNING_KEY_ROTATION_DAYS: "-1" })).toHaveLength(1);
  });
});

describe.each(JWT_ALGORITHMS)("access tokens by %s over HTTP", (algorithm) => {
  let identity: Identity;
  beforeAll(async () => {
    identity = await start({ ALGORITHM: algorithm });
  });
  afterAll(() => identity.app.stop());
  const tokenOfSomebody = async (): Promise<string> =>
    (await identity.addSession(await identity.addAccount())).tokens.accessToken;
  const me = (token: string) => identity.send("GET", ME, undefined, bearer(token));

  it("SES-05: are signed by it and open what they should", async () => {
    const token = await tokenOfSomebody();
    expect(headerOf(token)).toMatchObject({ alg: algorithm, typ: "JWT" });
    expect((await me(token)).status).toBe(200);
  });

  it("P-004: any mutated token, and any text at all, gets one identical 401", async () => {
    const good = await tokenOfSomebody();
    const expected = await refusalOf(await me("nonsense"));
    expect(expected).toMatchObject({ status: 401, code: "AUTHENTICATION_ERROR" });
    const printable = fc.string({ unit: fc.constantFrom(..."abcXYZ019-_.=+/{}%") });
    const mutated = fc
      .record({ at: fc.nat({ max: good.length - 1 }), by: fc.constantFrom(..."AZaz09-_.=") })
      .map(({ at, by }) => good.slice(0, at) + by + good.slice(at + 1))
      .filter((text) => text !== good);
    const cut = fc.nat({ max: good.length - 1 }).map((end) => good.slice(0, end));
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, cut, printable), async (text) => {
        expect(await refusalOf(await me(text))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
    const [, payload = "", signature = ""] = good.split(".");
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const hs = `${encode({ ...headerOf(good), alg: "HS256" })}.${payload}`;
    const publicKey = JSON.stringify((await keysOf(identity))[0] ?? {});
    for (const text of [
      `${encode({ alg: "none", typ: "JWT" })}.${payload}.`,
      `${hs}.${createHmac("sha256", publicKey).update(hs).digest("base64url")}`,
      `${encode({ ...headerOf(good), kid: "unknown" })}.${payload}.${signature}`,
      `${good}.${signature}`,
      "x".repeat(5_000),
    ]) {
      expect(await refusalOf(await me(text))).toEqual(expected);
    }
    expect((await me(good)).status).toBe(200);
  });

  it("SES-05: the key set holds public members only, and is cached for five minutes", async () => {
    const answer = await identity.send("GET", JWKS);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
    const text = await answer.text();
    const { keys } = JSON.parse(text) as { keys: readonly Record<string, unknown>[] };
    expect(keys).toHaveLength(algorithm === "HS256" ? 0 : 1);
    const allowed = algorithm === "EdDSA" ? ["x"] : ["x", "y"];
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(
        ["alg", "crv", "kid", "kty", "use", ...allowed].sort(),
      );
      expect(key).toMatchObject({ alg: algorithm, use: "sig" });
    }
    expect(text).not.toMatch(/"(?:d|p|q|dp|dq|qi|oth|k)":/);
  });

  it("SES-05: another program verifies tokens by the key set alone", async () => {
    const token = await tokenOfSomebody();
    const { kid } = headerOf(token);
    const key = (await keysOf(identity)).find((one) => one.kid === kid);
    if (algorithm === "HS256") {
      expect(key).toBeUndefined();
      return;
    }
    const [head, payload, signature = ""] = token.split(".");
    const hash = algorithm === "EdDSA" ? null : "sha256";
    const isGood = verify(
      hash,
      Buffer.from(`${head}.${payload}`),
      {
        key: createPublicKey({ key: key as JsonWebKey, format: "jwk" }),
        dsaEncoding: "ieee-p1363",
      },
      Buffer.from(signature, "base64url"),
    );
    expect(isGood).toBe(true);
  });
});

describe.each(JWT_ALGORITHMS)("rotation under traffic: %s", (algorithm) => {
  it("SES-10: no request is refused, old tokens live to their end, new ones name the new key", async () => {
    const identity = await start({ ALGORITHM: algorithm, ACCESS_TOKEN_EXPIRE_MINUTES: "60" });
    const { clock, tokens } = identity;
    try {
      const account = await identity.addAccount();
      const issued: { readonly token: string; readonly until: number }[] = [];
      const issue = async (): Promise<string> => {
        const { tokens: pair } = await identity.addSession(account);
        issued.push({ token: pair.accessToken, until: clock.now() + 3_600_000 });
        return pair.accessToken;
      };
      const statuses = new Map<number, number>();
      /** Everybody whose token lives asks, all at once, over real sockets. */
      const traffic = async (): Promise<void> => {
        const alive = issued.filter(({ until }) => until > clock.now());
        const answers = alive.map(({ token }) =>
          identity.send("GET", ME, undefined, bearer(token)),
        );
        for (const { status } of await Promise.all(answers)) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      const first = headerOf(await issue()).kid;
      const flowing = Array.from({ length: 5 }, traffic);
      const { kid: next } = await tokens.rotate();
      await Promise.all(flowing);
      const seen: string[] = [];
      for (let minute = 0; minute < 100; minute += 1) {
        clock.advance(60_000);
        if (minute % 5 === 0) seen.push(headerOf(await issue()).kid);
        await Promise.all([traffic(), tokens.maintain()]);
      }
      expect([...statuses.keys()]).toEqual([200]);
      expect(statuses.get(200)).toBeGreaterThan(500);
      // Ten minutes of the old key, then the new one for good.
      expect(seen).toEqual([first, first, ...Array.from({ length: 18 }, () => next)]);
      clock.advance(25 * 3_600_000);
      await tokens.maintain();
      expect((await tokens.list()).map(({ kid, state }) => [kid, state])).toEqual([
        [next, "signing"],
      ]);
    } finally {
      await identity.app.stop();
    }
  });
});

describe("a change of ALGORITHM", () => {
  it("SES-10: signs nobody out; where one process signs with a secret, the new one begins at once", async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "plinth-tokens-"));
    const first = await startIdentity({ dataDirectory, env: QUIET });
    const account = await first.addAccount();
    const { accessToken } = (await first.addSession(account)).tokens;
    await first.app.stop();
    const { clock } = first;
    const env = { ...QUIET, ALGORITHM: "EdDSA" };
    const second = await startIdentity({ dataDirectory, clock, env });
    try {
      const me = await second.send("GET", ME, undefined, bearer(accessToken));
      expect(me.status).toBe(200);
      const fresh = (await second.addSession(account)).tokens.accessToken;
      expect([headerOf(accessToken).alg, headerOf(fresh).alg]).toEqual(["HS256", "EdDSA"]);
      expect((await second.tokens.list()).map(({ state }) => state)).toEqual([
        "verifying",
        "signing",
      ]);
    } finally {
      await second.app.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    }
  });
});
