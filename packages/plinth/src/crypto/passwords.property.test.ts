import fc from "fast-check";
import { expect, test } from "vitest";
import { createPasswordHasher } from "./passwords.ts";

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

test("P-001: a password verifies, a changed one does not, cost and form are as configured", async () => {
  await fc.assert(
    fc.asyncProperty(passwords, fc.nat({ max: 4_000 }), async (password, how) => {
      const stored = await hasher.hash(password);
      expect(stored.hash).toMatch(/^\$2b\$10\$[./A-Za-z0-9]{53}$/);
      if (password.length > 3) expect(JSON.stringify(stored)).not.toContain(password);
      const [own, other] = await Promise.all([
        hasher.verify(password, stored),
        hasher.verify(changed(password, how), stored),
      ]);
      expect(own).toBe(true);
      expect(other).toBe(changed(password, how) === password);
    }),
    { numRuns: 8 },
  );
});
