import fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock, type HealthChange } from "#core";
import type { HealthRepository } from "./repository.ts";
import { createHistory } from "./service.ts";
import type { ComponentState, DayRow, HistoryRow } from "./timeline.ts";

const INTERVAL_MS = 30_000;
const MAX_GAP_MS = 90_000;

const state = fc.constantFrom<ComponentState>("ok", "degraded", "failed", "unknown");
/** One check: how long after the one before, what it finds, whether the database takes it. */
const check = fc.record({
  after: fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: MAX_GAP_MS }) },
    { weight: 1, arbitrary: fc.integer({ min: MAX_GAP_MS + 1, max: 40 * 3_600_000 }) },
  ),
  parts: fc.record({ database: state, mail: fc.option(state, { nil: undefined }) }),
  isStoreUp: fc.boolean(),
  restarts: fc.nat({ max: 9 }).map((dice) => dice === 0),
});
type Check = typeof check extends fc.Arbitrary<infer T> ? T : never;

/** Tables in memory that do what the repository's statements do. */
const createTables = () => {
  const rows = new Map<string, HistoryRow>();
  const days = new Map<string, DayRow>();
  const world = { isUp: true };
  const repository: HealthRepository = {
    save: async (someRows, someDays) => {
      if (!world.isUp) throw new Error("down");
      for (const row of someRows) rows.set(row.id, row);
      for (const day of someDays) days.set(`${day.component} ${day.day} ${day.instance}`, day);
    },
    find: async ({ component, seenFrom, to, limit }) =>
      [...rows.values()]
        .filter((row) => component === undefined || row.component === component)
        .filter((row) => row.seen_at >= seenFrom && row.since_at <= to)
        .sort((a, b) => b.since_at - a.since_at)
        .slice(0, limit),
    days: async (from) => [...days.values()].filter(({ day }) => day >= from),
    forget: async () => undefined,
  };
  return { world, repository, days };
};

interface Seen {
  readonly at: number;
  readonly parts: ReadonlyMap<string, ComponentState>;
}

const play = async (checks: readonly Check[]) => {
  const clock = createManualClock();
  const { world, repository, days } = createTables();
  const seen: Seen[] = [];
  const changes: HealthChange[] = [];
  let found: ReadonlyMap<string, ComponentState> = new Map();
  const ids: string[] = [];
  const start = () =>
    createHistory({
      clock,
      newId: () => `id-${ids.push("")}`,
      repository,
      intervalMs: INTERVAL_MS,
      look: async () =>
        [...found].map(([component, now]) => ({ component, state: now, detail: "" })),
      onChange: (change) => changes.push(change),
      onFault: () => undefined,
    });
  let history = start();
  for (const { after, parts, isStoreUp, restarts } of checks) {
    world.isUp = isStoreUp;
    if (restarts) {
      // An orderly stop and a new process; what could not be written is lost with the old one.
      world.isUp = true;
      await history.end();
      history = start();
    }
    clock.advance(after);
    found = new Map(
      Object.entries(parts).flatMap(([name, now]) => (now === undefined ? [] : [[name, now]])),
    );
    await history.check();
    seen.push({ at: clock.now(), parts: found });
  }
  world.isUp = true;
  await history.check();
  seen.push({ at: clock.now(), parts: found });
  return { history, seen, changes, days, now: clock.now() };
};

const START = createManualClock().now();

test("P-031, HLT-08: for any checks and outages the history tells what each check found", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(check, { minLength: 1, maxLength: 25 }), async (checks) => {
      const { history, seen, now } = await play(checks);
      const { entries } = await history.read({ from: START, to: now + 1 });
      for (const [index, { at, parts }] of seen.entries()) {
        // Of two checks at one instant the later one counts.
        if (seen[index + 1]?.at === at) continue;
        for (const [component, found] of parts) {
          const own = entries.filter((entry) => entry.component === component);
          const told = own.filter(
            ({ state: was, since, until }) =>
              was !== "unknown" && since <= at && at < (until ?? now + 1),
          );
          expect(told.every((entry) => entry.state === found)).toBe(true);
          // A check that nobody could follow up on begins and ends in one instant.
          const isTold = own.some(
            (entry) => entry.state === found && entry.since <= at && at <= (entry.until ?? now),
          );
          expect(isTold).toBe(true);
        }
      }
    }),
  );
});

test("HLT-08: what nobody saw is unknown: no entry bridges a hole, and holes are named", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(check, { minLength: 2, maxLength: 25 }), async (checks) => {
      const { history, seen, now } = await play(checks);
      const { entries } = await history.read({ component: "database", from: START, to: now + 1 });
      for (const [index, { at }] of seen.entries()) {
        const next = seen[index + 1]?.at ?? at;
        if (next - at <= MAX_GAP_MS) continue;
        const middle = (at + next) / 2;
        const told = entries.filter(
          ({ since, until }) => since <= middle && middle < (until ?? now + 1),
        );
        expect(told.map((entry) => entry.state)).toEqual(["unknown"]);
      }
    }),
  );
});

test("HLT-08: measured time is exactly the time between checks that follow each other", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        check.map((one) => ({ ...one, restarts: false })),
        { minLength: 2, maxLength: 25 },
      ),
      async (checks) => {
        const { seen, days } = await play(checks);
        const wanted: Record<string, number> = { ok: 0, degraded: 0, failed: 0 };
        for (const [index, { at, parts }] of seen.entries()) {
          const gap = (seen[index + 1]?.at ?? at) - at;
          const was = parts.get("database") ?? "unknown";
          if (gap <= MAX_GAP_MS && was !== "unknown") wanted[was] = (wanted[was] ?? 0) + gap;
        }
        const rows = [...days.values()].filter(({ component }) => component === "database");
        const sum = (name: "ok_ms" | "degraded_ms" | "failed_ms") =>
          rows.reduce((total, row) => total + row[name], 0);
        expect({
          ok: sum("ok_ms"),
          degraded: sum("degraded_ms"),
          failed: sum("failed_ms"),
        }).toEqual(wanted);
      },
    ),
  );
});

test("HLT-08: an event for each change between checks, and for nothing else", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        check.map((one) => ({ ...one, restarts: false })),
        { minLength: 1, maxLength: 25 },
      ),
      async (checks) => {
        const { seen, changes } = await play(checks);
        const wanted: unknown[] = [];
        let before = new Map<string, ComponentState>();
        for (const { at, parts } of seen) {
          for (const [component, to] of parts) {
            const from = before.get(component) ?? "unknown";
            if (from !== to && (before.has(component) || to !== "ok")) {
              wanted.push({ name: "health.changed", component, from, to, at, detail: "" });
            }
          }
          before = new Map(parts);
        }
        expect(changes).toEqual(wanted);
      },
    ),
  );
});
