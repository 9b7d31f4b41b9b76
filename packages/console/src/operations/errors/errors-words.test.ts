import { expect, it } from "vitest";
import { hourly, openWords, returnWords, timesWords } from "./errors-words.ts";

it("ERR-10: counts and returns in words", () => {
  expect([1, 1_204].map(timesWords)).toEqual(["1 time", "1,204 times"]);
  expect([0, 1, 3].map(openWords)).toEqual([
    "No group of errors is open.",
    "1 group of errors is open, of all times.",
    "3 groups of errors are open, of all times.",
  ]);
  expect(returnWords({ returns: 1, state: "open" })).toBe("Came again after it was resolved");
  expect(returnWords({ returns: 1, state: "resolved" })).toBeUndefined();
});

it("ERR-10: hours without any are there too", () => {
  const hours = [{ from: "2026-01-01T02:00:00.000Z", times: 4 }];
  const from = Date.parse("2026-01-01T00:30:00Z") / 1_000;
  const to = Date.parse("2026-01-01T03:10:00Z") / 1_000;
  expect(hourly(hours, from, to).values).toEqual([0, 0, 4, 0]);
});
