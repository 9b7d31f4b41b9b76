import { expect, it } from "vitest";
import { householdWords } from "./household-words.ts";

it.each([
  ["about 1 3/4 clove", "about 1¾ cloves"],
  ["about 3/4 cup, sliced", "about ¾ cup, sliced"],
  ["about 1 1/2 tbsp chopped", "about 1½ tbsp chopped"],
  ["about 2 cup", "about 2 cups"],
  ["about 1 3/4 cup pieces", "about 1¾ cups, pieces"],
  ["about 1 cup", "about 1 cup"],
  ["about 1 3/4 stalk, small", "about 1¾ stalks, small"],
  ["about 7 1/4 half", "about 7¼ halves"],
  ["about 22 sprigs", "about 22 sprigs"],
  ["about 3 large", "about 3 large"],
  ["about 2 tsp brownulated", "about 2 tsp"],
  ['about 1 Potato small (1-3/4" to 2-1/2" dia)', "about 1 potato small"],
  ["about 2 avocado, NS as to Florida or California", "about 2 avocados"],
])("MEAL-09, UX-09: %s is said as one would say it", (text, said) => {
  expect(householdWords(text)).toBe(said);
});
