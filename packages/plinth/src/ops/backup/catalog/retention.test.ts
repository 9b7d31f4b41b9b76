import { expect, it } from "vitest";
import { type Catalog, configName, fullName, logName, proofName } from "./catalog.ts";
import { outdated } from "./retention.ts";

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 5, 15, 12);
const GENERATION = "g0000000000001-00000000";

/** A full backup a day for so many days, with a piece of log behind each. */
const daily = (days: number): Catalog => {
  const full = Array.from({ length: days }, (_, index) => {
    const at = NOON - (days - 1 - index) * DAY;
    const number = index * 10;
    const name = fullName(GENERATION, number, at);
    return { name, generation: GENERATION, number, at, bytes: 1 };
  });
  const log = full.map(({ number }) => ({
    name: logName(GENERATION, number + 1),
    generation: GENERATION,
    first: number + 1,
    bytes: 1,
  }));
  const configs = full.map(({ at }) => ({ name: configName(GENERATION, at), bytes: 1 }));
  const proofs = full.map(({ at }) => ({ name: proofName(at), bytes: 1 }));
  return { full, log, configs, proofs, bytes: 0 };
};

const keptOf = (catalog: Catalog) => {
  const gone = new Set(outdated(catalog, NOON + 1));
  const left = <T extends { readonly name: string }>(all: readonly T[]) =>
    all.filter(({ name }) => !gone.has(name));
  return { full: left(catalog.full), log: left(catalog.log), configs: left(catalog.configs) };
};

it("BK-01: keeps 7 daily, 4 weekly and 12 monthly ones of 400 days", () => {
  const { full, log, configs } = keptOf(daily(400));
  const days = full.map(({ at }) => Math.round((NOON - at) / DAY));
  // 7 days and the one before them, from which the first instants of them are restored.
  expect(days.filter((age) => age <= 7)).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
  expect(full.length).toBeLessThanOrEqual(8 + 4 + 12);
  expect(Math.max(...days)).toBeGreaterThan(300);
  expect(configs).toHaveLength(full.length);
  // Of the last days every instant can be restored, of older ones only that of the full backup.
  expect(log.map(({ first }) => first)).toEqual(
    full.filter(({ at }) => NOON - at <= 7 * DAY).map(({ number }) => number + 1),
  );
});

it("BK-01: nothing of a first week is removed, and never the last two", () => {
  expect(outdated(daily(5), NOON + 1)).toEqual([]);
  const old = daily(2);
  expect(outdated(old, NOON + 900 * DAY).filter((name) => name.includes("full-"))).toEqual([]);
});
