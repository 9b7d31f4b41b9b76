import { expect, it } from "vitest";
import { english } from "../texts/index.ts";
import { consentWords, exportWords, sizeText } from "./privacy-words.ts";

it("PRIV-05: sizes and states are plain words", () => {
  expect(
    [0, 999, 1_000, 1_234_567, 5_600_000_000].map((bytes) => sizeText(english, bytes)),
  ).toEqual(["0 bytes", "999 bytes", "1.0 KB", "1.2 MB", "5.6 GB"]);
  expect(exportWords(english, { state: "expired" })).toBe("not fetched in time");
  expect(consentWords(english, { state: "given" })).toBeUndefined();
  expect(consentWords(english, { state: "outdated" })).toContain("counts no more");
});
