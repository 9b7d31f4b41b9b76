import { describe, expect, it } from "vitest";
import { auditSql } from "./audit.ts";

/**
 * Read by hand. EXPLAIN and PREPARE take no parameter for the statement itself; what is put in is a
 * statement of this store as it was sent, found by its digest, and a list of the word "null".
 */
const READ_BY_HAND: readonly string[] = [
  "packages/plinth/src/store/statements/explain.ts: sql.raw(text)",
  "packages/plinth/src/store/statements/explain.ts: sql.raw(text)",
  "packages/plinth/src/store/statements/explain.ts: sql.raw( values, )",
];

describe("VAL-12: SQL that is put together from strings", () => {
  it("is nowhere in the product", () => {
    const { files, safe, fixed, built } = auditSql();
    const found = built.map(({ file, text }) => `${file}: ${text.replace(/\s+/g, " ")}`);
    expect(found).toEqual(READ_BY_HAND);
    expect(files).toBeGreaterThan(400);
    // That many were seen: a look that finds none of either has gone blind.
    expect(safe).toBeGreaterThan(150);
    expect(fixed).toBeGreaterThan(5);
  });
});
