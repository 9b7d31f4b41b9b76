import { plainSearch } from "@plinth/console";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type Choice, choiceQuery, isChosen, readChoice, writeChoice } from "./choice.ts";

const places = fc
  .uniqueArray(fc.nat(29), { maxLength: 8 })
  .map((all) => all.toSorted((a, b) => a - b));
const choices: fc.Arbitrary<Choice> = fc
  .record({
    days: places,
    scale: fc.integer({ min: 100, max: 30_000 }).map((thousandths) => thousandths / 1000),
    along: places,
  })
  .map(({ days, ...rest }) => (days.length === 0 ? rest : { days, ...rest }));

it("UX-02: for which days and for whom comes back from the address as it was", () => {
  fc.assert(
    fc.property(choices, (choice) => {
      const address = plainSearch.stringifySearch(writeChoice(choice));
      expect(readChoice(plainSearch.parseSearch(address))).toEqual(choice);
      expect(isChosen(choice)).toBe(address !== "");
    }),
  );
});

it("MEAL-10: files are asked for the choice as the list is, and for nothing where nothing was chosen", () => {
  expect(choiceQuery({ days: [0, 4], scale: 1.75, along: [0, 2] })).toEqual({
    days: "0,4",
    scale: "1.75",
    along: "0,2",
  });
  expect(choiceQuery(readChoice({}))).toEqual({});
});

it("all days for one person are not in the address", () => {
  expect(plainSearch.stringifySearch(writeChoice(readChoice({})))).toBe("");
  expect(isChosen(readChoice({}))).toBe(false);
});

it("whatever an address says, the server is asked for what it takes", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (days, portions, along) => {
      const choice = readChoice({ days, portions, along });
      for (const place of [...(choice.days ?? []), ...choice.along]) {
        expect(Number.isInteger(place) && place >= 0 && place < 30).toBe(true);
      }
      expect(choice.scale >= 0.1 && choice.scale <= 30).toBe(true);
      expect(choice.days).not.toEqual([]);
    }),
  );
  expect(readChoice({ days: "1 x 1 -1 99 0", portions: "1e9" })).toEqual({
    days: [0, 1],
    scale: 1,
    along: [],
  });
});
