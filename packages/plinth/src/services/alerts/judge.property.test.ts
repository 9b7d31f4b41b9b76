import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AlertLimits, AlertSeverity } from "./contract.ts";
import { judge, type OpenAlert, type Standing } from "./judge.ts";
import { limitsFault, readingOf } from "./limits.ts";

const STEP_MS = 10_000;
const DEDUPE_MS = 300_000;
const LIMITS: AlertLimits = { unit: "ratio", fires: "above", warning: 0.05, critical: 0.2 };

interface Told {
  readonly at: number;
  readonly kind: "firing" | "worse" | "resolved";
  readonly severity: AlertSeverity | null;
}

/** What an engine does with judgements: remembers one rule, and who was told what. */
const createRule = (forMs = 0, dedupeMs = DEDUPE_MS) => {
  let standing: Standing = { pendingSince: undefined, open: undefined, lastNoticeAt: undefined };
  const told: Told[] = [];
  return {
    told,
    isOpen: () => standing.open !== undefined,
    look: (at: number, value: number | undefined, isSilenced = false, limits = LIMITS) => {
      const reading = value === undefined ? undefined : readingOf(value, limits, "a test");
      const step = judge(standing, reading, {
        at,
        forMs,
        dedupeMs,
        isSilenced,
        severity: "warning",
      });
      const { notice, severity, change, pendingSince } = step;
      if (notice !== undefined) told.push({ at, kind: notice, severity });
      const isTold = notice === "firing" || notice === "worse";
      const before = standing.open;
      const open: OpenAlert | undefined =
        severity === null || change === "resolved"
          ? undefined
          : {
              severity,
              noticedAt: before?.noticedAt ?? (isTold ? at : null),
              noticedSeverity: isTold ? severity : (before?.noticedSeverity ?? null),
            };
      standing = { pendingSince, open, lastNoticeAt: isTold ? at : standing.lastNoticeAt };
    },
  };
};

/** Requests and failures of one step; counts of any size, so that no rule on counts would do. */
const step = fc.record({
  requests: fc.integer({ min: 1, max: 100_000 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  isSilenced: fc.boolean(),
});

describe("one rule over time", () => {
  it("P-033: fires exactly while the share of errors is beyond its threshold, whatever the counts", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const rule = createRule();
        for (const [index, { requests, share }] of steps.entries()) {
          const failures = Math.floor(requests * share);
          rule.look(index * STEP_MS, failures / requests);
          expect(rule.isOpen()).toBe(failures / requests > 0.05);
        }
      }),
    );
  });

  it("P-033, OBS-09: tells of one rule once in 300 s at most, and again only where it got worse", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const rule = createRule();
        for (const [index, { share, isSilenced }] of steps.entries()) {
          rule.look(index * STEP_MS, share, isSilenced);
        }
        const begins = rule.told.filter(({ kind }) => kind !== "resolved");
        for (const [index, { at }] of begins.entries()) {
          const before = begins[index - 1];
          if (before !== undefined) expect(at - before.at).toBeGreaterThanOrEqual(DEDUPE_MS);
        }
        for (const { kind, severity } of rule.told) {
          if (kind === "worse") expect(severity).toBe("critical");
        }
      }),
    );
  });

  it("P-105: every alert that was told of ends with one resolved notice, and no other has one", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const rule = createRule();
        for (const [index, { share, isSilenced }] of steps.entries()) {
          rule.look(index * STEP_MS, share, isSilenced);
        }
        // Nothing is wrong any more.
        rule.look(steps.length * STEP_MS, 0);
        const kinds = rule.told.map(({ kind }) => kind).filter((kind) => kind !== "worse");
        expect(kinds).toEqual(
          Array.from({ length: kinds.length }, (_, index) =>
            index % 2 === 0 ? "firing" : "resolved",
          ),
        );
        expect(kinds.length % 2).toBe(0);
      }),
    );
  });

  it("P-105: what goes on is told of in the end, however it was held back", () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (steps, silent) => {
          const rule = createRule();
          let at = 0;
          const next = (): number => {
            at += STEP_MS;
            return at;
          };
          for (const { share, isSilenced } of steps) rule.look(next(), share, isSilenced);
          for (let count = 0; count < silent; count += 1) rule.look(next(), 0.5, true);
          // Also while nothing can be said, as when the metrics are away.
          for (let count = 0; count <= DEDUPE_MS / STEP_MS; count += 1)
            rule.look(next(), undefined);
          expect(rule.told.at(-1)).toMatchObject({ severity: "critical" });
          expect(rule.told.at(-1)?.kind).not.toBe("resolved");
        },
      ),
    );
  });

  it("OBS-09: grows with the value: a warning that becomes critical is told of once more", () => {
    const rule = createRule();
    rule.look(0, 0.1);
    for (let at = STEP_MS; at <= 2 * DEDUPE_MS; at += STEP_MS) rule.look(at, 0.5);
    rule.look(3 * DEDUPE_MS, 0);
    expect(rule.told).toEqual([
      { at: 0, kind: "firing", severity: "warning" },
      { at: DEDUPE_MS, kind: "worse", severity: "critical" },
      { at: 3 * DEDUPE_MS, kind: "resolved", severity: "critical" },
    ]);
  });

  it("OBS-08: what has to hold for a while is no alert before, and starts anew in between", () => {
    const rule = createRule(60_000);
    for (const at of [0, 30_000]) rule.look(at, 0.5);
    rule.look(40_000, 0);
    for (const at of [50_000, 100_000]) rule.look(at, 0.5);
    // Nothing can be said: it neither ends nor completes the wait.
    rule.look(105_000, undefined);
    expect(rule.isOpen()).toBe(false);
    rule.look(110_000, 0.5);
    expect(rule.told).toEqual([{ at: 110_000, kind: "firing", severity: "critical" }]);
  });

  it("OBS-09: a clock that is set back keeps no alert quiet", () => {
    const rule = createRule();
    rule.look(10_000_000, 0.5);
    rule.look(10_010_000, 0);
    rule.look(5_000, 0.5);
    expect(rule.told.map(({ kind }) => kind)).toEqual(["firing", "resolved", "firing"]);
  });
});

describe("limits", () => {
  it("OBS-08: fire beyond a value and not on it, in either direction; NaN never does", () => {
    const below: AlertLimits = { unit: "ratio", fires: "below", warning: 0.8, critical: 0.3 };
    const find = (value: number, limits: AlertLimits) => {
      const { firing, severity } = readingOf(value, limits, "");
      return firing ? severity : undefined;
    };
    expect([0.05, 0.0501, 0.2, 0.21, Number.NaN].map((value) => find(value, LIMITS))).toEqual([
      undefined,
      "warning",
      "warning",
      "critical",
      undefined,
    ]);
    expect([0.8, 0.79, 0.3, 0.29].map((value) => find(value, below))).toEqual([
      undefined,
      "warning",
      "warning",
      "critical",
    ]);
  });

  it("OBS-08: that make no sense are told apart", () => {
    const fault = (change: Partial<AlertLimits>) => limitsFault({ ...LIMITS, ...change });
    expect(fault({})).toBeUndefined();
    expect(fault({ critical: undefined })).toBeUndefined();
    expect(fault({ warning: -1 })).toMatch(/negative/);
    expect(fault({ warning: Number.NaN })).toMatch(/negative/);
    expect(fault({ critical: 1.5 })).toMatch(/share/);
    expect(fault({ warning: 0.3 })).toMatch(/before/);
    expect(fault({ fires: "below" })).toMatch(/before/);
    expect(fault({ unit: "seconds", critical: 9 })).toBeUndefined();
  });
});
