import compile from "icu-minify/compile";
import { createElement, isValidElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { languages } from "./language.ts";
import { createTexts, english, fillEnglish } from "./texts.ts";
import { createFill } from "./translated.ts";

const catalogOf = (messages: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(messages).map(([name, said]) => [name, compile(said)]));
const markup = (node: unknown) => (isValidElement(node) ? renderToStaticMarkup(node) : node);
const b = (words: readonly unknown[]) => createElement("b", null, ...(words as string[]));

describe("STR-09: texts in the languages of the pages", () => {
  it("English is what the source says, filled and counted", () => {
    expect(english("Sign in")).toBe("Sign in");
    expect(english("Until {day}, {n} kcal", { day: "Monday", n: 2000 })).toBe(
      "Until Monday, 2,000 kcal",
    );
    expect(english.plural(1, "One meal", "{n} meals")).toBe("One meal");
    expect(english.plural(1200, "One meal", "{n} meals")).toBe("1,200 meals");
    expect(markup(english.rich("Eat <b>{what} now</b>, friend", { what: "soup", b }))).toBe(
      "Eat <b>soup now</b>, friend",
    );
  });

  it("STR-09: what is filled into a language that runs from right to left runs as it is", () => {
    const fill = createFill(
      languages.ar,
      catalogOf({ "{amount} servings": "{amount} حصة", "{kcal} kcal": "{kcal} سعرة" }),
      fillEnglish,
    );
    const ar = createTexts(languages.ar.locale, fill);
    expect(ar("{amount} servings", { amount: "1¼" })).toBe("\u20681¼\u2069 حصة");
    expect(ar("{kcal} kcal", { kcal: 2000 })).toBe("2,000 سعرة");
  });

  it("another language says its own words, with its numbers and plural forms", () => {
    const de = createTexts(
      "de",
      createFill(
        languages.de,
        catalogOf({
          "{kcal} kcal a day": "{kcal} kcal am Tag",
          "{n} meals for {who}": "{n, plural, one {# Gericht} other {# Gerichte}} für {who}",
          "Eat <b>{what}</b>": "Iss <b>{what}</b>",
        }),
        fillEnglish,
      ),
    );
    expect(de("{kcal} kcal a day", { kcal: 2000 })).toBe("2.000 kcal am Tag");
    expect(de.plural(1, "One meal for {who}", "{n} meals for {who}", { who: "dich" })).toBe(
      "1 Gericht für dich",
    );
    expect(de.plural(1200, "", "{n} meals for {who}", { who: "alle" })).toBe(
      "1.200 Gerichte für alle",
    );
    expect(markup(de.rich("Eat <b>{what}</b>", { what: "Suppe", b }))).toBe("Iss <b>Suppe</b>");
    expect(de("Not translated, {who}", { who: "sorry" })).toBe("Not translated, sorry");
    expect(de.plural(1, "One thing", "{n} things")).toBe("One thing");
    expect(de.list(["A", "B", "C"])).toBe("A, B und C");
  });
});
