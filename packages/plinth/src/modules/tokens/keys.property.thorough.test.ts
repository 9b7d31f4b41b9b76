import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEvents, createManualClock, Secret } from "#core";
import { createSecureRandom, JWT_ALGORITHMS, type JwtAlgorithm } from "#crypto";
import { createLogger } from "#telemetry";
import { createKeyMaterial } from "./material.ts";
import type { Extension, SigningKeyRepository, SigningKeyRow } from "./repository.ts";
import { createTokens, type Tokens } from "./service.ts";

const DAY_S = 86_400;
const random = createSecureRandom();
const secret = new Secret("a secret for these tests, 32 long");
const other = new Secret("another secret for these tests, 32");
const subject = { sub: "u", jti: "j", sid: "s", role: "user", tier: "free" };

/** A table of keys that several nodes share, one statement after another as the store has it. */
const createTable = (engine: "embedded" | "postgresql" = "postgresql") => {
  let rows: readonly SigningKeyRow[] = [];
  let isDown = false;
  let reads = 0;
  const repository: SigningKeyRepository = {
    engine,
    load: async () => {
      reads += 1;
      if (isDown) throw new Error("no database");
      return rows;
    },
    extend: async (next: (found: readonly SigningKeyRow[]) => Extension | undefined) => {
      const extension = next(rows);
      if (extension === undefined) return false;
      const { row, othersExpireAt: expires_at } = extension;
      const retired_at = row.signs_from;
      const before = rows.map((old) =>
        old.expires_at === null ? { ...old, retired_at, expires_at } : old,
      );
      rows = [...before, row];
      return true;
    },
    removeExpired: async (now) => {
      rows = rows.filter(({ expires_at }) => expires_at === null || expires_at > now);
    },
    endAllBut: async (number, now) => {
      rows = rows.map((row) => (row.number === number ? row : { ...row, expires_at: now }));
    },
  };
  return {
    repository,
    rows: () => rows,
    replace: (changed: readonly SigningKeyRow[]) => {
      rows = changed;
    },
    reads: () => reads,
    setDown: (value: boolean) => {
      isDown = value;
    },
  };
};

const clockAt = () => createManualClock(Date.UTC(2026, 0, 1));

const createNode = (
  table: ReturnType<typeof createTable>,
  clock: ReturnType<typeof clockAt>,
  options: {
    algorithm?: JwtAlgorithm;
    rotationDays?: number;
    secret?: Secret;
    previous?: Secret;
  } = {},
): Tokens => {
  const destination = { write: () => undefined };
  return createTokens({
    repository: table.repository,
    material: createKeyMaterial(options.secret ?? secret, random, options.previous),
    clock,
    log: createLogger({ level: "error", clock, component: "test", destination }),
    events: createEvents(() => undefined),
    algorithm: options.algorithm ?? "HS256",
    rotationDays: options.rotationDays ?? 90,
    issuer: "plinth",
    audience: "api",
  });
};

const sign = (node: Tokens, lifetimeSeconds = 1_800): string =>
  node.sign({ ...subject, lifetimeSeconds });
const headerOf = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString());

/** What may happen to nodes that share a table. */
type Step =
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "rotate"; readonly node: number }
  | { readonly kind: "restart"; readonly node: number; readonly algorithm: JwtAlgorithm }
  | { readonly kind: "sign"; readonly node: number; readonly lifetime: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant("wait" as const),
    seconds: fc.oneof(fc.integer({ min: 1, max: 900 }), fc.integer({ min: 1, max: 3 * DAY_S })),
  }),
  fc.record({ kind: fc.constant("rotate" as const), node: fc.nat({ max: 2 }) }),
  fc.record({
    kind: fc.constant("restart" as const),
    node: fc.nat({ max: 2 }),
    algorithm: fc.constantFrom(...JWT_ALGORITHMS),
  }),
  fc.record({
    kind: fc.constant("sign" as const),
    node: fc.nat({ max: 2 }),
    lifetime: fc.integer({ min: 60, max: DAY_S }),
  }),
);

/**
 * SES-10 for any history: whatever is signed anywhere is accepted everywhere until its end. `learn`
 * is what nodes do every fifteen seconds; time only moves in such steps near a rotation.
 */
const rotationHolds = async (
  history: readonly Step[],
  learn: (node: Tokens) => Promise<void> = (node) => node.maintain(),
): Promise<boolean> => {
  const clock = clockAt();
  const table = createTable();
  const nodes = [createNode(table, clock), createNode(table, clock), createNode(table, clock)];
  for (const node of nodes) await node.load();
  let alive: readonly { readonly token: string; readonly until: number }[] = [];
  const allAccepted = (): boolean => {
    alive = alive.filter(({ until }) => until > clock.now());
    return alive.every(({ token }) => nodes.every((node) => node.verify(token).ok));
  };
  for (const step of history) {
    if (step.kind === "wait") {
      // The timers of the nodes ring meanwhile; at most sixty times, so that the test is quick.
      const tick = Math.max(15, Math.min(300, step.seconds / 60)) * 1_000;
      const end = clock.now() + step.seconds * 1_000;
      while (clock.now() < end) {
        clock.set(Math.min(end, clock.now() + tick));
        for (const node of nodes) await learn(node);
        if (!allAccepted()) return false;
        if (clock.now() + 60 * tick < end) clock.set(end - 30 * tick);
      }
    } else if (step.kind === "rotate") {
      await nodes[step.node]?.rotate().catch(() => undefined);
    } else if (step.kind === "restart") {
      const fresh = createNode(table, clock, { algorithm: step.algorithm });
      await fresh.load();
      nodes[step.node] = fresh;
    } else {
      const node = nodes[step.node];
      const until = clock.now() + step.lifetime * 1_000;
      if (node !== undefined) alive = [...alive, { token: sign(node, step.lifetime), until }];
    }
    if (!allAccepted()) return false;
  }
  return table.rows().length < 300;
};

describe("signing keys", () => {
  it("SES-10: in any history of rotations and restarts, no token is refused before its end", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 14 }), (history) => rotationHolds(history)),
      { numRuns: 40 },
    );
  });

  it("SES-10: the property sees nodes that never learn of keys (the broken twin)", async () => {
    const history: readonly Step[] = [
      { kind: "rotate", node: 0 },
      { kind: "wait", seconds: 700 },
      { kind: "sign", node: 0, lifetime: 1_800 },
    ];
    expect(await rotationHolds(history)).toBe(true);
    expect(await rotationHolds(history, async () => undefined)).toBe(false);
  });

  it("SES-10: a new key is published at once, signs ten minutes later, and the old one ends a day after", async () => {
    const clock = clockAt();
    const table = createTable();
    const node = createNode(table, clock, { algorithm: "EdDSA" });
    await node.load();
    const old = sign(node, DAY_S);
    const next = await node.rotate();
    const published = node.publicKeys().map(({ kid }) => kid);
    expect(published).toEqual([headerOf(old).kid, next.kid]);
    expect(next).toMatchObject({ state: "announced", algorithm: "EdDSA" });
    await expect(node.rotate()).rejects.toThrow(
      /still under way: key .* signs from 2026-01-01T00:10/,
    );
    clock.advance(599_999);
    const last = sign(node, DAY_S);
    expect(headerOf(last).kid).toBe(headerOf(old).kid);
    clock.advance(1);
    expect(headerOf(sign(node)).kid).toBe(next.kid);
    clock.advance(DAY_S * 1_000 - 1_001);
    await node.maintain();
    expect(node.verify(last).ok).toBe(true);
    clock.advance(601_001);
    await node.maintain();
    expect(node.publicKeys().map(({ kid }) => kid)).toEqual([next.kid]);
    expect(table.rows()).toHaveLength(1);
  });

  it("SES-10: keys follow by themselves, and on several nodes one does it for all", async () => {
    const clock = clockAt();
    const table = createTable();
    const nodes = [1, 2].map(() => createNode(table, clock, { rotationDays: 30 }));
    for (const node of nodes) await node.load();
    for (let day = 0; day < 31; day += 1) {
      clock.advance(DAY_S * 1_000);
      for (const node of nodes) await node.maintain();
    }
    expect(table.rows().map(({ number }) => number)).toEqual([1, 2]);
    const never = createTable();
    const still = createNode(never, clock, { rotationDays: 0 });
    await still.load();
    clock.advance(3_650 * DAY_S * 1_000);
    await still.maintain();
    expect(never.rows()).toHaveLength(1);
  });

  it("SES-05: HS256 keys are derived, nothing of them is stored, and the first is the one of old", async () => {
    const clock = clockAt();
    const table = createTable();
    const node = createNode(table, clock);
    await node.load();
    await node.rotate();
    expect(table.rows().map(({ sealed_key }) => sealed_key)).toEqual([null, null]);
    expect(node.publicKeys()).toEqual([]);
    const [first, second] = table.rows();
    expect(createKeyMaterial(secret, random).make("HS256", 1).kid).toBe(first?.kid);
    expect(second?.kid).not.toBe(first?.kid);
  });

  it.each(["EdDSA", "ES256"] as const)(
    "P-049, P-086: a private key is stored sealed to its name and place: %s",
    async (algorithm) => {
      const clock = clockAt();
      const table = createTable();
      const node = createNode(table, clock, { algorithm });
      await node.load();
      const [row] = table.rows();
      if (row === undefined) throw new Error("no key");
      const material = createKeyMaterial(secret, random);
      const key = material.read(row)?.key;
      const { d = "" } = key?.export({ format: "jwk" }) ?? {};
      expect(d.length).toBe(43);
      expect(JSON.stringify(row)).not.toContain(d);
      expect(
        Buffer.from(row.sealed_key ?? "", "base64url").includes(Buffer.from(d, "base64url")),
      ).toBe(false);
      const flipped = algorithm === "EdDSA" ? "ES256" : "EdDSA";
      const strangers = createKeyMaterial(other, random);
      const foreign = material.make(algorithm, 1);
      for (const spoiled of [
        { ...row, number: 2 },
        { ...row, kid: "other" },
        { ...row, kid: foreign.kid },
        { ...row, algorithm: flipped },
        { ...row, algorithm: "HS256" },
        { ...row, algorithm: "none" },
        { ...row, sealed_key: foreign.sealed_key },
        { ...row, sealed_key: null },
        strangers.make(algorithm, 1),
        strangers.make("HS256", 1),
      ]) {
        expect(material.read(spoiled)).toBeUndefined();
      }
      expect(strangers.read(row)).toBeUndefined();
    },
  );

  it("SES-05: another JWT_SECRET_KEY makes an end of all keys, and a new one is made", async () => {
    const clock = clockAt();
    const table = createTable();
    const before = createNode(table, clock, { algorithm: "ES256" });
    await before.load();
    const token = sign(before);
    const after = createNode(table, clock, { algorithm: "ES256", secret: other });
    await after.load();
    expect(after.verify(token).ok).toBe(false);
    expect(after.verify(sign(after)).ok).toBe(true);
    expect((await after.list()).map(({ state }) => state)).toEqual(["unreadable", "signing"]);
    expect(after.publicKeys()).toHaveLength(1);
  });

  it.each([
    ["HS256", "embedded", 0],
    ["EdDSA", "embedded", 600_000],
    ["HS256", "postgresql", 600_000],
  ] as const)(
    "CFG-04: %s on %s: tokens of JWT_SECRET_KEY_PREVIOUS hold until they end, the next are of the new one",
    async (algorithm, engine, wait) => {
      const clock = clockAt();
      const table = createTable(engine);
      const before = createNode(table, clock, { algorithm });
      await before.load();
      const token = sign(before);
      const after = createNode(table, clock, { algorithm, secret: other, previous: secret });
      await after.load();
      await after.load();
      expect(table.rows()).toHaveLength(2);
      expect(after.verify(token)).toMatchObject({ ok: true, claims: subject });
      clock.advance(wait);
      const next = sign(after);
      expect(headerOf(next).kid).not.toBe(headerOf(token).kid);
      // What the old secret can still make is refused as soon as its keys are over.
      clock.advance(1_799_000 - wait);
      expect(after.verify(token).ok).toBe(true);
      clock.advance(1_000 + 31_000);
      expect(after.verify(token).ok).toBe(false);
      const withoutIt = createNode(table, clock, { algorithm, secret: other });
      await withoutIt.load();
      expect(withoutIt.verify(sign(after)).ok).toBe(true);
      expect(table.rows()).toHaveLength(2);
    },
  );

  it("DEP-16: starting over ends every token at once, and no key of before comes back", async () => {
    const clock = clockAt();
    const table = createTable("embedded");
    const node = createNode(table, clock);
    await node.load();
    const first = sign(node);
    await node.rotate();
    clock.advance(600_000);
    const second = sign(node);
    await node.startOver();
    expect([node.verify(first).ok, node.verify(second).ok]).toEqual([false, false]);
    const token = sign(node);
    clock.advance(1_000);
    await node.maintain();
    expect(node.verify(token).ok).toBe(true);
    expect(table.rows().map(({ number }) => number)).toEqual([3]);
  });

  it("before the keys are read nothing is signed and nothing accepted", async () => {
    const table = createTable();
    const node = createNode(table, clockAt());
    expect(() => sign(node)).toThrow(/not read yet/);
    expect(node.verify("a.b.c")).toEqual({ ok: false });
    expect(node.lookAgain("a.b.c")).toBeUndefined();
  });
});

describe("a token of a key that is unknown here", () => {
  const setUp = async () => {
    const clock = clockAt();
    const table = createTable();
    const [maker, late] = [createNode(table, clock), createNode(table, clock)];
    await maker.load();
    await late.load();
    await maker.rotate();
    clock.advance(600_000);
    return { clock, table, maker, late, token: sign(maker) };
  };

  it("SES-10: is looked up and accepted", async () => {
    const { late, token } = await setUp();
    expect(late.verify(token)).toEqual({ ok: false });
    expect(await late.lookAgain(token)).toMatchObject({ ok: true, claims: subject });
    expect(late.verify(token).ok).toBe(true);
  });

  it("P-004: costs one read a second, whatever arrives, and one refusal", async () => {
    const { clock, table, late } = await setUp();
    const foreign = createNode(createTable(), clock, { secret: other });
    await foreign.load();
    const bad = sign(foreign);
    const before = table.reads();
    const many = Array.from({ length: 50 }, () => late.lookAgain(bad));
    expect(await Promise.all(many)).toEqual(many.map(() => ({ ok: false })));
    expect(table.reads() - before).toBe(1);
    expect(late.lookAgain(bad)).toBeUndefined();
    clock.advance(999);
    expect(late.lookAgain(bad)).toBeUndefined();
    clock.advance(1);
    expect(await late.lookAgain(bad)).toEqual({ ok: false });
    expect(table.reads() - before).toBe(2);
  });

  it("P-004: what is no token, or of a known key, is not looked up; a dead database is no error", async () => {
    const { table, maker, late, token } = await setUp();
    const [head, payload, signature = ""] = sign(maker).split(".");
    const spoiled = [
      `${head}.${payload}.${signature.slice(0, -2)}AA`,
      "",
      "a.b.c",
      "x".repeat(9_999),
    ];
    const before = table.reads();
    for (const text of spoiled) expect(maker.lookAgain(text)).toBeUndefined();
    expect(table.reads()).toBe(before);
    table.setDown(true);
    expect(await late.lookAgain(token)).toEqual({ ok: false });
  });

  it("is not looked up where one process made every key", async () => {
    const clock = clockAt();
    const node = createNode(createTable("embedded"), clock);
    const foreign = createNode(createTable(), clock, { secret: other });
    for (const one of [node, foreign]) await one.load();
    expect(node.lookAgain(sign(foreign))).toBeUndefined();
  });
});
