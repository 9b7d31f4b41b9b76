import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { searchText } from "./search-text.ts";

describe("STR-09: a text as it is looked up", () => {
  it.each([
    ["Gemüse-Auflauf", "gemuse-auflauf"],
    ["شوربة", "شوربه"],
    ["حلوى", "حلوي"],
    ["أرز بالطماطم", "ارز بالطماطم"],
    ["شُورْبَة", "شوربه"],
    ["شـوربة", "شوربه"],
  ])("%s is found by %s", (text, typed) => {
    expect(searchText(text)).toContain(searchText(typed));
    expect(searchText(typed)).toBe(typed);
  });

  it("a part of a text is part of what is looked up, and twice is once", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (one, other) => {
        const folded = searchText(one);
        expect(searchText(folded)).toBe(folded);
        expect(searchText(`${one} ${other}`)).toContain(folded);
      }),
    );
  });
});
