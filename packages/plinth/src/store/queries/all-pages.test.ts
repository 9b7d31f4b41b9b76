import { describe, expect, it } from "vitest";
import { allPages } from "./all-pages.ts";

/** A list of numbers, read by its last one. */
const listOf = (length: number) => {
  const limits: number[] = [];
  const page = async (last: number | undefined, limit: number) => {
    limits.push(limit);
    const from = last === undefined ? 0 : last + 1;
    const count = Math.max(0, Math.min(limit, length - from));
    return Array.from({ length: count }, (_, index) => from + index);
  };
  return { limits, page };
};

describe("a list read a page at a time", () => {
  it.each([0, 1, 499, 500, 501, 1_000, 1_234])(
    "PRIV-02: holds all of %i rows once, in their order",
    async (length) => {
      const rows = await allPages(listOf(length).page);
      expect(rows).toEqual(Array.from({ length }, (_, index) => index));
    },
  );

  it("PRIV-02: others get their turn between pages", async () => {
    const list = listOf(1_500);
    let turns = 0;
    let isOver = false;
    const look = (): void => {
      turns += 1;
      if (!isOver) setImmediate(look);
    };
    setImmediate(look);
    await allPages(list.page);
    isOver = true;
    expect(list.limits.length).toBe(4);
    expect(turns).toBeGreaterThanOrEqual(3);
  });
});
