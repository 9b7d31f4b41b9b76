import fc from "fast-check";
import { expect, test } from "vitest";
import { english } from "../../texts/index.ts";
import { describeActivity, toldNames } from "./activity-words.ts";

const entry = (kind: "event" | "deed", name: string, detail: string | null = null) =>
  ({ kind, name, detail, outcome: "success" }) as const;

test("LOG-04: every known name has a sentence of its own", () => {
  for (const kind of ["event", "deed"] as const) {
    const texts = toldNames[kind].map((name) => describeActivity(english, entry(kind, name)).text);
    expect(new Set(texts).size).toBe(texts.length);
    for (const text of texts) expect(text).toMatch(/^[A-Z][^_]{5,}[^.]$/);
  }
});

test.each([
  ["password", "Signed in with password"],
  ["password totp", "Signed in with password and code of an app"],
  ["passkey", "Signed in with passkey"],
  ["", "Signed in"],
  ["iris-scan password", "Signed in with iris scan and password"],
])("a sign-in with %s is told as: %s", (detail, text) => {
  expect(describeActivity(english, entry("event", "session.started", detail)).text).toBe(text);
});

test("P-027: any name, of today or of a later version, gives plain words", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("event" as const, "deed" as const),
      fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom("constructor", "__proto__", "a.b-c")),
      fc.option(fc.string({ maxLength: 40 })),
      (kind, name, detail) => {
        const words = describeActivity(english, { kind, name, detail, outcome: "refused" });
        expect(typeof words.text).toBe("string");
        expect(words.text).not.toBe("");
      },
    ),
  );
  expect(describeActivity(english, entry("deed", "tax-report.sent")).text).toBe("Tax report: sent");
});
