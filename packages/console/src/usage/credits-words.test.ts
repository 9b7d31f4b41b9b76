import { expect, it } from "vitest";
import { english } from "../texts/index.ts";
import { amountWords, creditWords, kindWords } from "./credits-words.ts";

it("QB-06: credits and what moved them in words", () => {
  expect([0, 1, 1_204].map((n) => creditWords(english, n))).toEqual([
    "0 credits",
    "1 credit",
    "1,204 credits",
  ]);
  expect([50, -3, 0].map((n) => amountWords(english, n))).toEqual(["+50", "−3", "0"]);
  expect(kindWords(english, "refund")).toBe("Given back");
});
