import { describe, expect, it } from "vitest";
import { findingWords, sizeWords } from "./files-words.ts";

describe("words for files in quarantine", () => {
  it.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1_000, "1 kB"],
    [1_540, "1.5 kB"],
    [5_000_000, "5 MB"],
    [7e12, "7,000 GB"],
  ])("UPL-04: %d is %s", (bytes, words) => {
    expect(sizeWords(bytes)).toBe(words);
  });

  it("UPL-04: says by name what was found, and that there was something where it has none", () => {
    expect(findingWords({ signature: "Eicar-Test-Signature" })).toBe("Eicar-Test-Signature");
    expect(findingWords({ signature: null })).toMatch(/without a name/);
  });
});
