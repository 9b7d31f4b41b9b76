import { expect, it } from "vitest";
import type { ReportLine } from "../admin-api.ts";
import { concernsOf, inOrder } from "./report-words.ts";

const NOW = new Date("2026-06-01T12:00:00Z");
const line = (part: Partial<ReportLine>): ReportLine => ({
  accountId: part.email ?? "a",
  email: "a@example.org",
  role: "user",
  permissions: [],
  disabled: false,
  mfa: false,
  lastSignInAt: "2026-05-31T12:00:00Z",
  ...part,
});
const idsOf = (part: Partial<ReportLine>) => concernsOf(line(part), NOW).map(({ id }) => id);

it("AZ-05: whoever has not come for more than 90 days is pointed out, on day 91 and not before", () => {
  expect(idsOf({ lastSignInAt: "2026-03-03T12:00:00Z" })).toEqual([]);
  expect(idsOf({ lastSignInAt: "2026-03-02T12:00:00Z" })).toEqual(["stale"]);
  expect(idsOf({ lastSignInAt: null })).toEqual(["never-used"]);
});

it("AZ-05: permissions without a second factor are pointed out, on accounts that can be used", () => {
  expect(idsOf({ permissions: ["users:read"] })).toEqual(["no-second-factor"]);
  expect(idsOf({ permissions: ["users:read"], mfa: true })).toEqual([]);
  expect(idsOf({ permissions: ["*"], disabled: true, lastSignInAt: null })).toEqual([]);
});

it("AZ-05: the order by last use begins or ends with who never came", () => {
  const lines = [
    line({ email: "often", lastSignInAt: "2026-05-31T12:00:00Z" }),
    line({ email: "never", lastSignInAt: null }),
    line({ email: "rarely", lastSignInAt: "2026-01-01T12:00:00Z" }),
  ];
  const emails = (order: "unused" | "recent" | "email") =>
    inOrder(lines, order).map(({ email }) => email);
  expect(emails("unused")).toEqual(["never", "rarely", "often"]);
  expect(emails("recent")).toEqual(["often", "rarely", "never"]);
  expect(emails("email")).toEqual(["never", "often", "rarely"]);
});
