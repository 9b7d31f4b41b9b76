import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CreatedKey } from "#modules/api-keys";
import { type KeyBench, startKeyBench } from "../../../testing/key-bench.ts";
import { createKey, publicIdOf } from "../keys/index.ts";

let bench: KeyBench;
beforeAll(async () => {
  bench = await startKeyBench();
});
afterAll(() => bench.app.stop());

type Check = (key: string) => Promise<string | undefined>;
const check: Check = async (key) => (await bench.keys.keyAuthenticator.authenticate(key))?.userId;

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-. é";
const change = fc.record({
  at: fc.nat(),
  char: fc.constantFrom(...ALPHABET),
  kind: fc.constantFrom("replace", "insert", "remove", "swap-case"),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

const altered = (key: string, { at, char, kind }: Change): string => {
  const place = at % key.length;
  const before = key.slice(0, place);
  const own = key[place] ?? "";
  const after = key.slice(place + 1);
  if (kind === "remove") return before + after;
  if (kind === "insert") return before + char + own + after;
  if (kind === "replace") return before + char + after;
  const other = own === own.toLowerCase() ? own.toUpperCase() : own.toLowerCase();
  return before + other + after;
};

/** A well-formed key with the same public part, and another secret. */
const siblingOf = ({ key }: CreatedKey): string => {
  const letters = ALPHABET.slice(0, 62);
  const publicPart = Uint8Array.from(key.slice(4, 16), (char) => letters.indexOf(char));
  // The public part is drawn first.
  return createKey({
    bytes: (length) => (length === publicPart.length ? publicPart : Buffer.alloc(length, 7)),
  }).text;
};

describe("P-006: a key resolves to its owner and scopes, and nothing near it to anything", () => {
  const holds = (subject: Check) =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(["things:read"], ["*"], ["things:*", "payments:write"]),
        change,
        fc.boolean(),
        async (scopes, one, asked) => {
          const account = await bench.addAccount();
          const made = await bench.addKey(account, { scopes });
          // Known by heart or not: it must not matter.
          if (asked) expect(await subject(made.key)).toBe(account.id);
          const wrong = altered(made.key, one);
          if (wrong !== made.key) expect(await subject(wrong), wrong).toBeUndefined();
          expect(await subject(siblingOf(made))).toBeUndefined();
          expect(await subject(made.key)).toBe(account.id);
          const caller = await bench.keys.keyAuthenticator.authenticate(made.key);
          expect(caller?.key?.scopes).toEqual(scopes);
        },
      ),
      { numRuns: 60 },
    );

  it("holds for issued keys and every change of one character", () => holds(check));

  it("fails on a lookup by the public part alone", async () => {
    const byPrefix: Check = async (key) => {
      const keys = await bench.app.store
        .read<{ api_keys: { public_id: string; account_id: string } }>()
        .selectFrom("api_keys")
        .select("account_id")
        .where("public_id", "=", key.slice(0, 16))
        .execute();
      return keys[0]?.account_id;
    };
    await expect(holds(byPrefix)).rejects.toThrow();
  });

  it("revoked, expired, rotated out and disabled keys resolve to nothing, in any order", () =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom("revoke", "expire", "rotate", "disable", "erase"),
        fc.boolean(),
        async (end, asked) => {
          const account = await bench.addAccount();
          const made = await bench.addKey(account, { expiresInDays: 1 });
          if (asked) expect(await check(made.key)).toBe(account.id);
          if (end === "revoke") await bench.keys.revoke(account.id, made.details.id);
          if (end === "expire") bench.clock.advance(86_400_000);
          if (end === "rotate") {
            const owner = { userId: account.id, role: "user", permissions: [] } as const;
            await bench.keys.rotate(
              { ...owner, lacksSecondFactor: false, assurance: 1 },
              made.details.id,
              { overlapHours: 0 },
            );
          }
          if (end === "disable") await bench.accounts.setDisabled(account.id, true);
          if (end === "erase") await bench.keys.personalData[0]?.erase(account.id);
          expect(await check(made.key)).toBeUndefined();
        },
      ),
      { numRuns: 40 },
    ));

  it("is drawn fairly, and every key checks itself", async () => {
    const account = await bench.addAccount();
    const { key } = await bench.addKey(account);
    expect(publicIdOf(key)).toBe(key.slice(0, 16));
    expect(await bench.keys.list(account.id)).toHaveLength(1);
  });
});

describe("P-007: after any history only digests are stored", () => {
  /** All bytes that an application leaves: database, journal, logs, mails. */
  const leftBehind = (directory: string): string =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString("latin1"))
      .join("\n");

  /** Every spelling in which a secret could be kept by mistake. */
  const spellings = ({ key, signingSecret }: CreatedKey): readonly string[] => {
    const secret = key.slice(17);
    const raw = signingSecret === null ? [] : [Buffer.from(signingSecret, "base64")];
    return [
      key,
      secret,
      Buffer.from(key).toString("base64").slice(0, 60),
      Buffer.from(key).toString("hex"),
      ...raw.flatMap((bytes) => [
        bytes.toString("latin1"),
        bytes.toString("hex"),
        bytes.toString("base64").replace(/=+$/, ""),
        bytes.toString("base64url"),
      ]),
    ];
  };

  const operation = fc.constantFrom(
    "create",
    "use",
    "misuse",
    "rotate",
    "rename",
    "revoke",
    "list",
  );

  it("holds for any history of key operations", () =>
    fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 3, maxLength: 12 }), async (history) => {
        const account = await bench.addAccount();
        const headers = await bench.asPerson(account);
        const made = [await bench.addKey(account, { signing: "hmac-sha256" })];
        const owner = { userId: account.id, role: "user", permissions: [] } as const;
        for (const step of history) {
          const { key, details } = made[made.length - 1] ?? (made[0] as CreatedKey);
          const ignore = () => undefined;
          if (step === "create") {
            made.push(await bench.addKey(account, { signing: "hmac-sha256" }));
          }
          if (step === "use") await bench.get("/api/v1/things", key);
          if (step === "misuse") await bench.get(`/api/v1/things`, `${key}x`);
          if (step === "rotate") {
            const next = await bench.keys
              .rotate({ ...owner, lacksSecondFactor: false, assurance: 1 }, details.id, {})
              .catch(ignore);
            if (next !== undefined) made.push(next);
          }
          if (step === "rename") {
            await bench.keys.rename(account.id, details.id, "name").catch(ignore);
          }
          if (step === "revoke") await bench.keys.revoke(account.id, details.id).catch(ignore);
          if (step === "list") await bench.send("GET", "/api/v1/auth/keys", undefined, headers);
        }
        await bench.settle();
        const stored = leftBehind(bench.app.dataDirectory) + bench.lines.join("\n");
        expect(stored).toContain(account.id);
        for (const one of made) {
          for (const text of spellings(one)) expect(stored.includes(text)).toBe(false);
        }
      }),
      { numRuns: 15 },
    ));

  it("fails where a key is stored as it is: the search does find it", async () => {
    const account = await bench.addAccount();
    const made = await bench.addKey(account, { signing: "hmac-sha256" });
    await bench.keys.rename(account.id, made.details.id, made.key);
    await bench.settle();
    const stored = leftBehind(bench.app.dataDirectory);
    expect(spellings(made).some((text) => stored.includes(text))).toBe(true);
  });
});

describe("P-003: callers with keys never see each other", () => {
  const PATHS = ["/api/v1/things", "/api/v1/slow/1", "/api/v1/plain"] as const;

  it("AZ-03: 500 interleaved requests by keys, tokens and cookies each see their owner", async () => {
    const people = await Promise.all(
      Array.from({ length: 25 }, async () => {
        const account = await bench.addAccount();
        const { key } = await bench.addKey(account);
        const { cookie, tokens } = await bench.addSession(account);
        return {
          id: account.id,
          "api-key": { authorization: `Bearer ${key}` },
          bearer: { authorization: `Bearer ${tokens.accessToken}` },
          cookie: { cookie: `__Host-plinth=${cookie}` },
        };
      }),
    );
    const calls = Array.from({ length: 500 }, (_, index) => {
      const person = people[(index * 7) % people.length];
      const method = (["api-key", "bearer", "cookie"] as const)[index % 3] ?? "bearer";
      const path = PATHS[method === "api-key" ? index % 2 : index % 3] ?? PATHS[0];
      return { person, method, path };
    });
    const seen = await Promise.all(
      calls.map(async ({ person, method, path }) => {
        const answer = await bench.app.fetch(path, { headers: { ...person?.[method] } });
        const { userId, method: by } = (await answer.json()) as { userId: string; method: string };
        return `${userId} ${by}`;
      }),
    );
    expect(seen).toEqual(calls.map(({ person, method }) => `${person?.id} ${method}`));
  });
});
