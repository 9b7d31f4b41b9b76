import { expect, it } from "vitest";
import {
  bytesWords,
  countWords,
  rateWords,
  secondsWords,
  shareWords,
  timesWords,
} from "./metric-words.ts";

it("OBS-12: figures with their units, short enough for an axis", () => {
  expect([0, 0.034, 12.54, 1_204].map(rateWords)).toEqual(["0/s", "0.034/s", "12.5/s", "1,204/s"]);
  expect([0.0004, 0.012, 1.5].map(secondsWords)).toEqual(["0.4 ms", "12 ms", "1.5 s"]);
  expect([0, 0.005, 0.042, 1].map(shareWords)).toEqual(["0 %", "0.5 %", "4.2 %", "100 %"]);
  expect([512, 1_536, 1_610_612_736].map(bytesWords)).toEqual(["512 B", "1.5 KB", "1.5 GB"]);
  expect(countWords(7)).toBe("7");
  expect(timesWords(14.4)).toBe("14.4×");
});
