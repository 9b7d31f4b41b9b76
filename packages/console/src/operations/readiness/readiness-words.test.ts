import { expect, test } from "vitest";
import {
  areaWords,
  boxWords,
  checkWords,
  closingWords,
  findingWords,
  isPast,
  numberWords,
  verdictWords,
} from "./readiness-words.ts";

const overall = {
  name: "Overall",
  percent: 85,
  shown: 85,
  of: 100,
  target: null,
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
