import { expect, it } from "vitest";
import { chosenSearch, readRange } from "./time-range.ts";

it("OBS-12: the address says which time is shown; what it says wrong is not obeyed", () => {
  expect(readRange({ range: "24h" })).toMatchObject({ name: "24h", span: 86_400, step: 300 });
  expect(readRange({ from: "1000", to: "4000" })).toMatchObject({ name: "chosen", step: 60 });
  for (const search of [{}, { range: "x" }, { from: "4000", to: "1000" }, { from: "a", to: "b" }]) {
    expect(readRange(search as Record<string, string>).name).toBe("6h");
  }
  expect(readRange(chosenSearch(1_000.7, 1_001.2))).toMatchObject({ from: 1_000, to: 1_060 });
});
