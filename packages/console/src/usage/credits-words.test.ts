import { expect, it } from "vitest";
import { amountWords, creditWords, kindWords } from "./credits-words.ts";

it("QB-06: credits and what moved them in words", () => {
  expect([0, 1, 1_204].map(creditWords)).toEqual(["0 credits", "1 credit", "1,204 credits"]);
  expect([50, -3, 0].map(amountWords)).toEqual(["+50", "−3", "0"]);
  expect(kindWords("refund")).toBe("Given back");
});
