import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainSearch, safeReturn, toTarget } from "./search.ts";

const nasty = fc.oneof(
  fc.webUrl(),
  fc.string(),
  fc.constantFrom(
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "\\\\evil",
    "javascript:1",
    "/%2e",
    "/a\\b",
  ),
  fc.string().map((text) => `/${text}`),
);

describe("returning after sign-in", () => {
  test("ID-20: no `from` leads to another origin (open redirect)", () => {
    fc.assert(
      fc.property(nasty, (from) => {
        const target = safeReturn(from, "/plans");
        expect(new URL(target, "https://own.example").origin).toBe("https://own.example");
      }),
      { numRuns: 5_000 },
    );
  });

  test("UX-09: an own path comes back unchanged", () => {
    expect(safeReturn("/plans/p1?units=us", "/")).toBe("/plans/p1?units=us");
    expect(toTarget("/plans/p1?units=us#x")).toEqual({ to: "/plans/p1", search: { units: "us" } });
  });

  test("ID-15: a token in an address stays the string it is", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9a-zA-Z_+=/-]{1,60}$/), (token) => {
        const text = plainSearch.stringifySearch({ token });
        expect(plainSearch.parseSearch(text)).toEqual({ token });
      }),
    );
  });
});
