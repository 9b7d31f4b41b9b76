import { expect, test } from "vitest";
import {
  areaWords,
  beforeWords,
  boxWords,
  changeWords,
  checkWords,
  closingWords,
  fewWords,
  findingWords,
  isPast,
  numberWords,
  packageWords,
  verdictWords,
} from "./readiness-words.ts";

const overall = {
  name: "Overall",
  percent: 85,
  shown: 85,
  of: 100,
  target: null,
  before: null,
  risk: "medium",
  because: "85 of 100 requirements are shown",
} as const;

test("EVID-09, P-068: one number has one wording, and tenths come from per cent", () => {
  const score = { value: 58, denominator: 120 };
  expect(numberWords({ score, security: { value: 34, posture: "weak" }, overall })).toBe(
    "score 58 of 120; security score 34 of 100 (weak); overall 8.5 of 10, 85 % (85 of 100 requirements shown)",
  );
  expect(areaWords({ percent: 100 })).toBe("10.0 of 10, 100 %");
});

test("EVID-02: the verdict is the count of gates, and nothing else", () => {
  expect(verdictWords({ verdict: { isReady: true, met: 14, of: 14 } })).toBe(
    "production-ready: 14 of 14 gates met",
  );
  expect(verdictWords({ verdict: { isReady: false, met: 13, of: 14 } })).toMatch(/^not /);
});

test("EVID-14: what is good until now is good, and what names no time is not", () => {
  const now = "2026-01-31T12:00:00.000Z";
  expect(isPast("2026-01-31T12:00:00.000Z", now)).toBe(false);
  expect(isPast("2026-01-31T11:59:59.999Z", now)).toBe(true);
  expect(isPast("", now)).toBe(true);
});

test("EVID-08: the parts of the sum are shown with it", () => {
  const open = { security: 23, performance: 15, quality: 14, total: 52 };
  expect(findingWords({ ledger: { open } })).toMatch(/^23 .* \+ 15 .* \+ 14 .* = 52 open/);
});

test("EVID-15: a box tells of all its checks, also of those it has no room for", () => {
  const check = { id: "roles", state: "pass", command: "plinth audit --only roles" };
  expect(checkWords({ checks: [], moreChecks: 0 })).toBe("no check");
  expect(checkWords({ checks: [check], moreChecks: 0 })).toBe("1 check");
  expect(checkWords({ checks: [check], moreChecks: 3 })).toBe("4 checks");
  const states = ["shown", "partly", "not shown", "not shown"] as const;
  expect(boxWords(states.map((state) => ({ state })))).toBe("1 of 4 shown, 1 partly");
});

test("EVID-12: an estimate names what would close it, and says where there is more", () => {
  expect(closingWords({ closedBy: [], moreToClose: 0 })).toBe("nothing that is open");
  expect(closingWords({ closedBy: ["roles", "ID-02"], moreToClose: 7 })).toBe(
    "roles, ID-02 and 7 more",
  );
});

test("EVID-07: what was before is said where there was something before", () => {
  expect([beforeWords({ before: 76 }), beforeWords({ before: null })]).toEqual([
    ", before 76 %",
    "",
  ]);
  const changes = { since: "2026-01-01", better: ["a"], worse: ["b"], other: ["new: c"] };
  expect(changeWords({ changes })).toEqual([
    "Since 2026-01-01:",
    "better: a",
    "worse: b",
    "new: c",
  ]);
  const first = { since: null, better: [], worse: [], other: [] };
  expect(changeWords({ changes: first })).toEqual(["No earlier report was given."]);
});

test("TST-10: packages that nobody counted are not none", () => {
  const counted = { total: 9, shipped: 4, licences: [], refused: [] };
  const words = (state: "allowed" | "unknown") =>
    packageWords({ dependencies: { ...counted, state } });
  expect(words("allowed")).toBe("4 shipped of 9 packages");
  expect(words("unknown")).toBe("No lock file was given.");
  expect(fewWords(["a", "b", "c", "d", "e", "f"])).toBe("a, b, c, d and 2 more");
});
