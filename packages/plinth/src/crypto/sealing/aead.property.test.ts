import { createCipheriv, createSecretKey } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Random, Secret } from "#core";
import { createSecureRandom } from "../random.ts";
import { createSealer } from "./aead.ts";
import { createKeyring } from "./keyring.ts";

const ring = createKeyring(new Secret("a secret for these tests, 32 long"));
const random = createSecureRandom();
const sealer = createSealer({ key: ring.derive("sealing"), random });

const plains = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const contexts = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });

describe("sealed values", () => {
  test("P-049: any value comes back, and twice the same value looks different", () => {
    fc.assert(
      fc.property(plains, contexts, (plain, context) => {
        const sealed = sealer.seal(plain, context);
        expect(sealer.open(sealed, context)).toEqual(plain);
        expect(sealer.seal(plain, context)).not.toBe(sealed);
      }),
    );
  });

  test("P-049: the value is absent from what is kept, as bytes and as text", () => {
    const secrets = fc
      .uint8Array({ minLength: 8, maxLength: 60 })
      .map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(secrets, contexts, (plain, context) => {
        const sealed = sealer.seal(plain, context);
        expect(Buffer.from(sealed, "base64url").includes(plain)).toBe(false);
        expect(sealed).not.toContain(plain.toString("base64url"));
      }),
    );
  });

  test("P-049: any change of any byte, and any cut, is noticed", () => {
    fc.assert(
      fc.property(plains, fc.nat(), fc.integer({ min: 1, max: 255 }), (plain, at, change) => {
        const sealed = Buffer.from(sealer.seal(plain, "here"), "base64url");
        const spoiled = Buffer.from(sealed);
        const index = at % sealed.length;
        spoiled.writeUInt8(spoiled.readUInt8(index) ^ change, index);
        expect(sealer.open(spoiled.toString("base64url"), "here")).toBeUndefined();
        const cut = sealed.subarray(0, index).toString("base64url");
        expect(sealer.open(cut, "here")).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  test("P-086: a value moved to another row, field or user is refused", () => {
    fc.assert(
      fc.property(plains, contexts, contexts, (plain, here, there) => {
        fc.pre(here !== there);
        expect(sealer.open(sealer.seal(plain, here), there)).toBeUndefined();
      }),
    );
  });

  test("P-049: what is no sealed value is refused without an error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.anything()), (value) => {
        expect(sealer.open(value as string, "here")).toBeUndefined();
      }),
    );
    const sealed = sealer.seal("x", "here");
    for (const other of [`${sealed}=`, ` ${sealed}`, `${sealed}\n`, sealed.slice(0, -1)]) {
      expect(sealer.open(other, "here")).toBeUndefined();
    }
  });

  test("P-049: the key is 256 bits, and another key opens nothing", () => {
    const sealed = sealer.seal("x", "here");
    const other = createSealer({ key: ring.derive("other"), random });
    expect(other.open(sealed, "here")).toBeUndefined();
    for (const bytes of [16, 24, 31, 33]) {
      const key = createSecretKey(Buffer.alloc(bytes));
      expect(() => createSealer({ key, random })).toThrow(RangeError);
    }
    expect(() => sealer.seal("x", "")).toThrow(RangeError);
    expect(() => sealer.seal(Buffer.alloc(1_048_577), "here")).toThrow(RangeError);
  });

  test("the properties see a fixed nonce and a missing context (the broken twins)", () => {
    const still: Random = { bytes: (length) => Buffer.alloc(length) };
    const deterministic = createSealer({ key: ring.derive("sealing"), random: still });
    expect(deterministic.seal("x", "here")).toBe(deterministic.seal("x", "here"));
    // Our form without associated data: it opens nowhere, because every context is bound.
    const nonce = Buffer.alloc(12, 7);
    const cipher = createCipheriv("aes-256-gcm", ring.derive("sealing"), nonce);
    const parts = [Buffer.of(1), nonce, cipher.update("x"), cipher.final()];
    const unbound = Buffer.concat([...parts, cipher.getAuthTag()]).toString("base64url");
    expect(sealer.open(unbound, "here")).toBeUndefined();
  });
});
