import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { english } from "../texts/index.ts";
import { ApiError } from "./api-error.ts";
import { describeError, describeFault, faultsByField, fieldOf, wordedCodes } from "./wording.ts";

const secret = "SELECT * FROM users WHERE zzz";
const status = fc.integer({ min: 0, max: 599 });
const code = fc.oneof(
  fc.constantFrom(...wordedCodes),
  fc.string({ maxLength: 40 }),
  fc.constantFrom("constructor", "__proto__", "toString", "hasOwnProperty"),
);

const isPlain = (text: unknown): void => {
  expect(typeof text).toBe("string");
  expect((text as string).trim()).not.toBe("");
  expect(text).not.toContain(secret);
  expect(text).not.toMatch(/[A-Z]{2,}_[A-Z]|undefined|\[object|null/);
};

describe("P-027: error wording", () => {
  test("P-027: any code and status shows plain, non-empty text without the server's own", () => {
    fc.assert(
      fc.property(code, status, (anyCode, anyStatus) => {
        const words = describeError(
          english,
          new ApiError({
            code: anyCode,
            status: anyStatus,
            problem: { title: secret, detail: secret, requestId: "r" },
          }),
        );
        isPlain(words.title);
        isPlain(words.message);
      }),
      { numRuns: 2_000 },
    );
  });

  test("P-027: whatever is thrown, a stack or a message never reaches the screen", () => {
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        isPlain(describeError(english, thrown).message);
      }),
    );
    isPlain(describeError(english, new TypeError(secret)).message);
  });

  test("P-027: a fault sits on its field, in plain words, whatever its rule", () => {
    const name = fc.stringMatching(/^[a-z][A-Za-z0-9_]{0,20}$/);
    fc.assert(
      fc.property(name, fc.string(), (field, rule) => {
        const error = new ApiError({
          code: "VALIDATION_ERROR",
          status: 400,
          problem: { details: [{ field: `body.${field}`, rule, message: secret }] },
        });
        const faults = faultsByField(english, error);
        expect(Object.keys(faults)).toEqual([field]);
        isPlain(faults[field]);
      }),
      { numRuns: 2_000 },
    );
  });

  test("UX-04: nested and repeated faults go to the outermost field, first one wins", () => {
    expect(fieldOf("body.dislikes[3]")).toBe("dislikes");
    expect(fieldOf("body/kcal")).toBe("kcal");
    expect(fieldOf("email")).toBe("email");
    const error = new ApiError({
      code: "VALIDATION_ERROR",
      status: 400,
      problem: {
        details: [
          { field: "body.days", rule: "maximum", message: "" },
          { field: "body.days", rule: "type", message: "" },
        ],
      },
    });
    expect(faultsByField(english, error)).toEqual({
      days: describeFault(english, { field: "body.days", rule: "maximum", message: "" }),
    });
  });

  test("UX-04: a wait is said in words, and only server faults carry a reference", () => {
    const busy = new ApiError({
      code: "SERVICE_UNAVAILABLE",
      status: 503,
      retryAfterSeconds: 120,
      problem: { requestId: "abc" },
    });
    expect(describeError(english, busy).message).toContain("about 2 minutes");
    expect(describeError(english, busy).reference).toBe("abc");
    const mine = new ApiError({ code: "X", status: 400, problem: { requestId: "abc" } });
    expect(describeError(english, mine).reference).toBeUndefined();
  });
});
