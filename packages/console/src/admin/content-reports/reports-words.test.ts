import { describe, expect, it } from "vitest";
import { kindWords, originWords, sourceWords } from "./reports-words.ts";

describe("words for what pages were kept from doing", () => {
  it.each([
    ["script-src-elem", "A script"],
    ["script-src-attr", "A script"],
    ["img-src", "A picture"],
    ["other", "Something"],
  ])("WEB-04: %s is %s", (directive, words) => {
    expect(kindWords({ directive })).toBe(words);
  });

  it.each([
    ["inline", "written into the page"],
    ["eval", "made from text by a script"],
    ["https://elsewhere.example", "from https://elsewhere.example"],
    ["", "of unknown origin"],
  ])("WEB-04: %j is %s", (blocked, words) => {
    expect(originWords({ blocked })).toBe(words);
  });

  it("WEB-04: a script is named with its line where there is one", () => {
    expect(sourceWords({ source: "/plans", line: 7 })).toBe("/plans, line 7");
    expect(sourceWords({ source: "/plans", line: 0 })).toBe("/plans");
    expect(sourceWords({ source: "", line: 7 })).toBe("");
  });
});
