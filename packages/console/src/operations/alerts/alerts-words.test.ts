import { describe, expect, it } from "vitest";
import type { RuleLimits } from "./alerts-api.ts";
import {
  fieldText,
  lastedWords,
  limitsWords,
  readField,
  sinkWords,
  standing,
  testWords,
} from "./alerts-words.ts";

const LIMITS: RuleLimits = {
  unit: "ratio",
  fires: "above",
  warning: 0.05,
  critical: 0.2,
  declaredWarning: 0.05,
  declaredCritical: 0.2,
};

describe("words about alerts", () => {
  it("OBS-08: say limits in the unit that people use, and read back what was typed", () => {
    expect(limitsWords(LIMITS)).toBe("above 5 %, critical above 20 %");
    expect(limitsWords({ ...LIMITS, unit: "seconds", warning: 1, critical: null })).toBe(
      "above 1 s",
    );
    for (const unit of ["ratio", "seconds", "count"] as const) {
      for (const value of [0, 0.05, 0.905, 0.123456]) {
        expect(readField(fieldText(value, unit), unit)).toBeCloseTo(value, 6);
      }
    }
    expect(readField("", "ratio")).toBeNull();
    expect(readField("5,5", "ratio")).toBeCloseTo(0.055);
    for (const bad of ["x", "-1", "Infinity"]) expect(readField(bad, "count")).toBeUndefined();
  });

  it("OBS-09: tell whether notices get out, and what became of a test", () => {
    const sink = {
      name: "webhook",
      waiting: 0,
      held: 0,
      lastSentAt: null,
      lastError: null,
    } as const;
    expect(sinkWords(sink)).toBe("nothing waits");
    expect(sinkWords({ ...sink, waiting: 2, held: 7 })).toMatch(/2 on their way, 7 held back/);
    expect(testWords({ sink: "webhook", outcome: "failed", detail: "answered 500" })).toBe(
      "Webhook: it did not arrive. answered 500",
    );
    expect(testWords({ sink: "webhook", outcome: "arrived", detail: "" })).toMatch(/arrived/);
  });

  it("OBS-08: say how an alert stands and how long it lasted", () => {
    expect(standing({ isOpen: true, severity: "critical" }).tone).toBe("danger");
    expect(standing({ isOpen: false, severity: "critical" }).label).toBe("over");
    const from = "2026-01-01T00:00:00Z";
    const after = (minutes: number) => Date.parse(from) + minutes * 60_000;
    expect(
      [0, 1, 60, 180, 3_000].map((minutes) => lastedWords(from, null, after(minutes))),
    ).toEqual(["less than a minute", "1 minute", "60 minutes", "3 hours", "2 days"]);
  });
});
