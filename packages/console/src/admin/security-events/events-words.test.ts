import { describe, expect, it } from "vitest";
import type { EventSummary, NameCount } from "./events-api.ts";
import { chartWords, nameChoices, nameWords, tilesOf } from "./events-words.ts";

const count = (name: string, week: number): NameCount => ({
  name,
  kind: "refusal",
  severity: "warning",
  about: "x",
  hour: 1,
  day: 2,
  week,
});

describe("words about security events", () => {
  it.each([
    ["signin.failed", "Sign-in failed"],
    ["api-key.refused", "API key refused"],
    ["limits.shared-address", "Limits shared address"],
    ["brand-new.thing-happened", "Brand new thing happened"],
    ["", ""],
  ])("LOG-07: %s is said as %s", (name, words) => {
    expect(nameWords(name)).toBe(words);
  });

  it("adds up what belongs to a tile, of the window that is shown", () => {
    const summary: EventSummary = {
      window: "7d",
      names: [count("signin.failed", 3), count("mfa.failed", 4), count("inspection.blocked", 5)],
      series: [],
    };
    expect(tilesOf(summary).map((tile) => tile.count)).toEqual([7, 5, 0, 0, 0]);
    expect(tilesOf({ ...summary, window: "1h" })[0]?.count).toBe(2);
  });

  it("says what the chart shows, and when most was refused", () => {
    expect(chartWords([], "24h")).toBe("0 refused and 0 other events.");
    const from = new Date(2026, 0, 5, 14, 0).toISOString();
    expect(chartWords([{ from, refusals: 3, others: 1 }], "24h")).toBe(
      "3 refused and 1 other events. Most refusals, 3, came in the part that begins 14:00.",
    );
  });

  it("offers what came first, and what the address names even where it is unknown", () => {
    const names = [count("csrf.refused", 0), count("signin.failed", 9)];
    expect(nameChoices(names, "").map(({ value }) => value)).toEqual([
      "",
      "signin.failed",
      "csrf.refused",
    ]);
    expect(nameChoices(names, "a.b")[1]).toEqual({ value: "a.b", label: "A b" });
  });
});
