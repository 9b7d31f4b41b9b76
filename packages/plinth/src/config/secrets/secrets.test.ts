import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Random } from "#core";
import { generateSecret, loadOrCreateSecrets } from "./secret-store.ts";
import { weaknessOf } from "./strength.ts";

/** Bytes that look random and are the same in every run. */
const seededRandom = (seed: string): Random => {
  let count = 0;
  return {
    bytes: (length) => {
      count += 1;
      return createHash("shake256", { outputLength: length }).update(`${seed} ${count}`).digest();
    },
  };
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-secrets-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("CFG-03: 31 characters are refused, 32 accepted", () => {
  const key = "kJ8s-Xq2vLw9ZrT4_bN7cYd1eF6gH3mP";
  expect(weaknessOf(key)).toBeUndefined();
  expect(weaknessOf(key.slice(1))).toContain("32 characters");
});

test.each([
  "a".repeat(64),
  "ab".repeat(32),
  "passwordpasswordpasswordpassword",
  "changeme-changeme-changeme-changeme",
  "change_this_to_something_long_and_random",
  "your-secret-key-here-with-32-chars-or-more",
  "0123456789abcdef0123456789abcdef",
  "abcdefghijklmnopqrstuvwxyz012345",
  "98765432109876543210987654321098",
  "qwertyuiopasdfghjklzxcvbnm1234567",
  "django-insecure-8#k2!mz0q$x7v&b4n@w1e",
  "mykeymykeymykeymykeymykeymykeymykey",
  "kX9vQ2mZkX9vQ2mZkX9vQ2mZkX9vQ2mZ",
  "deadbeefdeadbeefdeadbeefdeadbeef",
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaB1",
])("CFG-03: %s is no key", (text) => {
  expect(weaknessOf(text)).not.toBeUndefined();
  expect(weaknessOf(text)).not.toContain(text);
});

test("CFG-03: a random key that happens to hold 123456 is a key all the same", () => {
  expect(weaknessOf("d1a39f123456e07b5c88f2904bd6e1733a")).toBeUndefined();
});

test("CFG-03: random keys of 128 bits and more are accepted in every usual spelling", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 64 }).map((seed) =>
        createHash("shake256", { outputLength: Math.max(16, seed.length) })
          .update(seed)
          .digest(),
      ),
      (bytes) => {
        expect(weaknessOf(bytes.toString("hex"))).toBeUndefined();
        if (bytes.length >= 24) expect(weaknessOf(bytes.toString("base64"))).toBeUndefined();
      },
    ),
    { numRuns: 1_000 },
  );
});

test("CFG-04: a generated key has 64 characters and is never the same", () => {
  const random = seededRandom("keys");
  const keys = Array.from({ length: 500 }, () => generateSecret(random));
  expect(new Set(keys).size).toBe(500);
  expect(keys.every((key) => /^[A-Za-z0-9_-]{64}$/.test(key))).toBe(true);
  expect(keys.map(weaknessOf)).toEqual(keys.map(() => undefined));
});

test("the first start makes two keys for the owner alone, the next reads them", () => {
  const data = join(directory, "deep", "data");
  const first = loadOrCreateSecrets(data, seededRandom("one"));
  const second = loadOrCreateSecrets(data, seededRandom("two"));
  expect(second.secretKey.reveal()).toBe(first.secretKey.reveal());
  expect(second.jwtSecretKey.reveal()).toBe(first.jwtSecretKey.reveal());
  expect(first.secretKey.reveal()).not.toBe(first.jwtSecretKey.reveal());
  expect(readdirSync(data)).toEqual(["secrets.json"]);
  expect(statSync(join(data, "secrets.json")).mode & 0o777).toBe(0o600);
});

test("a file that others can read is refused", () => {
  loadOrCreateSecrets(directory, seededRandom("one"));
  chmodSync(join(directory, "secrets.json"), 0o640);
  expect(() => loadOrCreateSecrets(directory, seededRandom("one"))).toThrow(/chmod 600/);
});

test.each([
  ["empty", () => ""],
  ["cut", (text: string) => text.slice(0, 50)],
  ["a list", () => "[]"],
  ["null", () => "null"],
  [
    "equal keys",
    (text: string) =>
      text.replace(/("jwtSecretKey": )"[^"]+"/, `$1${/"secretKey": ("[^"]+")/.exec(text)?.[1]}`),
  ],
  [
    "a weak key",
    (text: string) => text.replace(/("jwtSecretKey": )"[^"]+"/, `$1"${"a".repeat(64)}"`),
  ],
])("a damaged file (%s) stops the start and is not replaced", (_, damage) => {
  loadOrCreateSecrets(directory, seededRandom("one"));
  const path = join(directory, "secrets.json");
  const text = damage(readFileSync(path, "utf8"));
  writeFileSync(path, text);
  expect(() => loadOrCreateSecrets(directory, seededRandom("two"))).toThrow(/two usable keys/);
  expect(readFileSync(path, "utf8")).toBe(text);
});

test("a place that cannot be written is one clear sentence", () => {
  writeFileSync(join(directory, "file"), "");
  expect(() => loadOrCreateSecrets(join(directory, "file"), seededRandom("one"))).toThrow(
    /secrets\.json cannot be read or written \(E[A-Z]+\)/,
  );
  mkdirSync(join(directory, "secrets.json"));
  expect(() => loadOrCreateSecrets(directory, seededRandom("one"))).toThrow(/secrets\.json/);
});
