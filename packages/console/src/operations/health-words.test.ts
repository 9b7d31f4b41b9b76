import { expect, test } from "vitest";
import { durationWords, summaryWords, uptimeWords } from "./health-words.ts";
import type { HealthPart, PartState } from "./operations-api.ts";

const part = (name: string, state: PartState): HealthPart => ({
  name,
  state,
  detail: "",
  days: [],
});

test("HLT-08: the sentence about all parts names each that is not well", () => {
  expect(summaryWords([part("a", "ok"), part("b", "ok")])).toBe("Every part works.");
  expect(summaryWords([part("a", "failed"), part("b", "ok")])).toBe("a needs attention.");
  const three = [part("a", "failed"), part("b", "degraded"), part("c", "unknown")];
  expect(summaryWords(three)).toBe("a, b and c need attention.");
});

test.each([
  [0, "0 s"],
  [-5, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_725_000, "1 h 2 min"],
  [3_605_000, "1 h"],
  [90_061_000, "1 d 1 h"],
])("HLT-08: %d milliseconds are %s", (milliseconds, words) => {
  expect(durationWords(milliseconds)).toBe(words);
});

test("HLT-08: days that were not measured are not counted as good", () => {
  const day = (uptime: number | null) => ({ day: "2026-01-01", uptime });
  expect(uptimeWords([day(null), day(null)])).toBe("Not measured in the last 2 days");
  expect(uptimeWords([day(null), day(50), day(100)])).toBe("75.00 % up on 2 measured days of 3");
  expect(uptimeWords([day(99.999)])).toBe("99.99 % up on 1 measured day of 1");
});
