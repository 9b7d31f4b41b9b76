import { expect, it } from "vitest";
import { consentWords, exportWords, sizeText } from "./privacy-words.ts";

it("PRIV-05: sizes and states are plain words", () => {
  expect([0, 999, 1_000, 1_234_567, 5_600_000_000].map(sizeText)).toEqual([
    "0 bytes",
    "999 bytes",
    "1.0 KB",
    "1.2 MB",
    "5.6 GB",
  ]);
  expect(exportWords({ state: "expired" })).toBe("not fetched in time");
  expect(consentWords({ state: "given" })).toBeUndefined();
  expect(consentWords({ state: "outdated" })).toContain("counts no more");
});
