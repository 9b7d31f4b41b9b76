import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ServerBackup } from "./repository.ts";
import { nextType, retainBackups } from "./retention.ts";

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 15, 2, 5);

const backup = (at: number, base: string | undefined): ServerBackup => {
  const name = base === undefined ? `f${at}` : `${base}_d${at}`;
  return {
    ...{ name, at, number: 0, bytes: 1, databaseBytes: 1, hasBadPages: false, logStart: "" },
    generation: base === undefined ? "full" : "diff",
    base: base ?? name,
  };
};

/** Backups at instants, each a full one or a difference as the schedule decides. */
const historyOf = (instants: readonly number[]): readonly ServerBackup[] => {
  const made: ServerBackup[] = [];
  for (const at of instants) {
    const base = made.findLast(({ generation }) => generation === "full")?.name;
    made.push(backup(at, nextType(made, at) === "full" ? undefined : base));
  }
  return made;
};

describe("what stays of the backups of a server", () => {
  it("BK-01: of two years of daily ones every instant of seven days, four weeks and twelve months", () => {
    const days = Array.from({ length: 730 }, (_, day) => NOW - (729 - day) * DAY_MS - 300_000);
    const history = historyOf(days);
    expect(history.filter(({ generation }) => generation === "full")).toHaveLength(105);
    const { outdated, logOf } = retainBackups(history, NOW);
    const kept = history.filter(({ name }) => !outdated.includes(name));
    const months = new Set(kept.map(({ at }) => new Date(at).toISOString().slice(0, 7)));
    expect(months.size).toBe(12);
    const oldest = kept.at(-logOf)?.at ?? NOW;
    expect(NOW - oldest).toBeGreaterThanOrEqual(7 * DAY_MS);
    expect(NOW - oldest).toBeLessThan(9 * DAY_MS);
    expect(kept.length).toBeLessThan(45);
  });

  it("BK-01: what a difference needs stays with it, the last two stay always, and pruning again removes nothing", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 500 * 24 }), { minLength: 1, maxLength: 80 }),
        (hours) => {
          const instants = hours
            .toSorted((one, other) => one - other)
            .map((hour) => NOW - (500 * 24 - hour) * 3_600_000);
          const history = historyOf(instants);
          const { outdated, logOf } = retainBackups(history, NOW);
          const kept = history.filter(({ name }) => !outdated.includes(name));
          const names = kept.map(({ name }) => name);
          expect(kept.every(({ base }) => names.includes(base))).toBe(true);
          expect(names).toEqual(expect.arrayContaining(history.slice(-2).map(({ name }) => name)));
          expect(logOf).toBeGreaterThanOrEqual(1);
          expect(logOf).toBeLessThanOrEqual(kept.length);
          expect(retainBackups(kept, NOW).outdated).toEqual([]);
        },
      ),
    );
  });
});
