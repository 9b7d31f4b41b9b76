import fc from "fast-check";
import { expect, it } from "vitest";
import { byName, type Says } from "./said.ts";

const says = (locale: string, words: Readonly<Record<string, string>>): Says => {
  const said = new Map(Object.entries(words));
  return {
    locale,
    of: (message) => said.get(message) ?? message,
    number: String,
    list: (items) => items.join(", "),
  };
};
const named = (...names: readonly string[]) => names.map((name) => ({ name }));

it("STR-09, MEAL-09: foods of a list stand by the alphabet of their reader", () => {
  const foods = named("Cucumber", "Garlic", "Swede (rutabaga)");
  const german = says("de", { Cucumber: "Öl", Garlic: "Zimt", "Swede (rutabaga)": "Nudeln" });
  expect(byName(german, foods)).toEqual(named("Swede (rutabaga)", "Cucumber", "Garlic"));
  expect(byName(says("en", {}), foods)).toEqual(foods);
});

it("STR-09, MEAL-09: none is lost, doubled or moved in the list that was given", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: fc.string() })), (foods) => {
      const given = [...foods];
      const ordered = byName(says("de", {}), foods);
      expect(foods).toEqual(given);
      expect(new Set(ordered)).toEqual(new Set(foods));
      expect(ordered).toHaveLength(foods.length);
    }),
  );
});
