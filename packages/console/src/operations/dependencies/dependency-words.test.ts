import { expect, it } from "vitest";
import type { Dependency } from "./dependencies-api.ts";
import {
  breakerWords,
  faultWords,
  markOf,
  modeWords,
  secondsWords,
  WISHES,
  wishOf,
  wishWords,
} from "./dependency-words.ts";

const mail: Dependency = {
  name: "mail",
  title: "Mail",
  status: "closed",
  reopensInSeconds: 0,
  refused: 0,
  running: 0,
  waiting: 0,
  lastFault: null,
};
const capability = { name: "mail", title: "Mail", whileDegraded: "Later." };

it("RES-01: says what a breaker does and what failed last", () => {
  expect(breakerWords(mail)).toBe("Calls go through.");
  expect(breakerWords({ ...mail, status: "open", reopensInSeconds: 42 })).toContain("42 seconds");
  expect(breakerWords({ ...mail, status: "open" })).toContain("the next call");
  expect(breakerWords({ ...mail, status: "half-open" })).toContain("One call at a time");
  expect(faultWords(mail)).toBe("none");
  const lastFault = { name: "Error", secondsAgo: 1 };
  expect(faultWords({ ...mail, lastFault })).toBe("Error, 1 second ago");
  expect([119, 180, 7_200].map(secondsWords)).toEqual(["119 seconds", "3 minutes", "2 hours"]);
});

it("RES-03: tells an administrator's word from what was seen, and says what a mode does", () => {
  const seen = { ...capability, mode: "degraded", because: "observed" } as const;
  const set = { ...capability, mode: "off", because: "set" } as const;
  expect([wishOf(seen), markOf(seen), modeWords(seen)]).toEqual(["auto", "degraded", "Degraded"]);
  expect([wishOf(set), markOf(set), modeWords(set)]).toEqual([
    "off",
    "failed",
    "Off, set by an administrator",
  ]);
  const told = new Set(WISHES.map(({ value }) => wishWords("Mail", value)));
  expect(told.size).toBe(WISHES.length);
});
