import { ApiError, english } from "@plinth/console";
import { describe, expect, test } from "vitest";
import { limitOf, limitWords } from "./limit-words.ts";

const limit = { limit: 3, resetsAt: "2026-12-01T00:00:00.000Z" };
const refusal = (problem: Record<string, unknown>, code = "QUOTA_EXCEEDED") =>
  new ApiError({ code, status: 429, problem });

describe("MEAL-11, QB-02: the limit in words", () => {
  test("MEAL-11: only the refusal of a week plan is one", () => {
    expect(limitOf(refusal({ meter: "week-plans", ...limit }))).toEqual(limit);
    expect(limitOf(refusal({ meter: "words", ...limit }))).toBeUndefined();
    expect(limitOf(refusal({ meter: "week-plans", limit: 3, resetsAt: "soon" }))).toBeUndefined();
    expect(limitOf(refusal({}, "RATE_LIMIT_EXCEEDED"))).toBeUndefined();
    expect(limitOf(new Error("no"))).toBeUndefined();
  });

  test("QB-02: it tells why, and when it begins again", () => {
    expect(limitWords(english, limit, 7)).toEqual({
      title: "Your week plans of this month are used up",
      text: "Your tier has 3 week plans a month. They begin again on December\u00a01,\u00a02026.",
    });
    expect(limitWords(english, limit, 14).text).toContain(
      "14 days counts as 2 week plans, and fewer are",
    );
    expect(limitWords(english, limit, 30)).toMatchObject({
      title: "This program is longer than your tier",
      text: expect.stringContaining("30 days counts as 5 week plans"),
    });
  });
});
