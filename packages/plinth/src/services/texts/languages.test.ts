import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BootError } from "#core";
import { createLanguages, sayFrom } from "./index.ts";

const german = {
  say: sayFrom("de", { "{n} days until {day}": "{n} Tage bis {day}", "Sign in": "Herein" }),
};
const languages = createLanguages({
  de: german,
  "pt-BR": { say: () => undefined },
  ar: { isRightToLeft: true, say: () => undefined },
});

describe("P-114: the languages of an application", () => {
  it("says what it declares, then what Plinth brings, then English", () => {
    const t = languages.texts("de");
    expect([t("Sign in"), t("Open the link")]).toEqual(["Herein", "Link öffnen"]);
    expect(t.of("Nobody translated {this}", { this: "that" })).toBe("Nobody translated that");
    expect(t.plural(1200, "A day until {day}", "{n} days until {day}", { day: "Freitag" })).toBe(
      "1.200 Tage bis Freitag",
    );
    expect(languages.texts("en").plural(1, "One day", "{n} days")).toBe("One day");
    expect(languages.texts("ar").isRightToLeft).toBe(true);
    for (const none of ["fr", null, undefined, "toString"]) {
      expect(languages.texts(none).language).toBe("en");
    }
  });

  it("a value that looks like a place is not filled again", () => {
    const say = sayFrom("de", { "For {name} of {place}": "{name} aus {place}" });
    expect(say("For {name} of {place}", { name: "{place}", place: "Ulm" })).toBe("{place} aus Ulm");
  });

  it.each([
    ["de-AT,de;q=0.9,en;q=0.8", "de"],
    ["fr, ar;q=0.5, de;q=0.6", "de"],
    ["pt", undefined],
    ["pt-br", "pt-BR"],
    ["de;q=0, en;q=0.1", "en"],
    ["fr;q=1, *", undefined],
    ["DE", "de"],
    ["", undefined],
    [undefined, undefined],
  ])("RFC 9110 12.5.4: %s asks for %s", (header, tag) => {
    expect(languages.choose(header)).toBe(tag);
  });

  it("whatever a header holds, it is one of the languages or none", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (header) => {
        const chosen = languages.choose(header);
        return chosen === undefined || languages.tags.includes(chosen);
      }),
    );
  });

  it("a tag that is none does not start", () => {
    for (const tag of ["en", "de_DE", "<b>", ""]) {
      expect(() => createLanguages({ [tag]: german })).toThrow(BootError);
    }
    expect(() => createLanguages({ de: { ...german, locale: "no such" } })).toThrow(BootError);
  });
});
