import { createHash } from "node:crypto";
import { hash as bcrypt, verify } from "@node-rs/bcrypt";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createPasswordHasher, type PasswordHasher } from "./hasher.ts";

const COST = 10;
const hasher = createPasswordHasher({ cost: COST, concurrency: 2 });

/** Any text of up to 1,000 bytes of UTF-8, long ones and ones with odd code points included. */
const passwords = fc
  .oneof(
    fc
      .array(fc.nat({ max: 0x24f }), { minLength: 1, maxLength: 40 })
      .map((points) => String.fromCodePoint(...points)),
    fc.string({ unit: "grapheme", minLength: 8, maxLength: 120 }),
    fc.string({ unit: "grapheme-ascii", minLength: 60, maxLength: 1_000 }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 60 })
      .map((units) => String.fromCharCode(...units)),
  )
  .filter((password) => Buffer.byteLength(password) <= 1_000);

/** Changes that a careless hash would not notice. */
const changed = (password: string, how: number): string => {
  const at = how % (password.length + 1);
  switch (how % 4) {
    case 0:
      return `${password}x`;
    case 1:
      return password.slice(0, -1);
    case 2:
      return `${password.slice(0, at)}\0${password.slice(at)}`;
    default:
      return password.slice(0, -1) + (password.endsWith("x") ? "y" : "x");
  }
};

type Subject = Pick<PasswordHasher, "hash" | "verify">;

const holds = (subject: Subject, endOnFailure = false): Promise<void> =>
  fc.assert(
    fc.asyncProperty(passwords, fc.nat({ max: 4_000 }), async (password, how) => {
      const stored = await subject.hash(password);
      expect(stored.hash).toMatch(/^\$2b\$10\$[./A-Za-z0-9]{53}$/);
      if (password.length > 3) expect(JSON.stringify(stored)).not.toContain(password);
      const [own, other] = await Promise.all([
        subject.verify(password, stored),
        subject.verify(changed(password, how), stored),
      ]);
      expect(own).toBe(true);
      expect(other).toBe(changed(password, how) === password);
    }),
    // Whatever the seed draws, a change behind the 72nd byte is among them.
    { numRuns: 8, endOnFailure, examples: [["long ".repeat(20), 0]] },
  );

test("P-001: a password verifies, a changed one does not, cost and form are as configured", async () => {
  await holds(hasher);
});

/** Broken on purpose; each must be noticed. */
const TWINS: Readonly<Record<string, Subject>> = {
  "input cut at 72 bytes": {
    hash: async (password) => ({
      scheme: "bcrypt",
      hash: await bcrypt(cut(password), { cost: 10 }),
    }),
    verify: (password, { hash }) => verify(cut(password), hash),
  },
  "unsalted SHA-256": {
    hash: async (password) => ({ scheme: "sha256", hash: sha256(password) }),
    verify: async (password, { hash }) => sha256(password) === hash,
  },
  "a verify that returns true": { hash: hasher.hash, verify: async () => true },
};

const cut = (password: string) => Buffer.from(password).subarray(0, 72);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

test.each(Object.keys(TWINS))("P-001: goes red on %s", async (name) => {
  await expect(holds(TWINS[name] ?? hasher, true)).rejects.toThrow(/Property failed/);
});
