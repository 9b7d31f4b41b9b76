import { expect, it } from "vitest";
import { householdWords } from "./household-words.ts";

it.each([
  ["about 1 3/4 clove", "about 1¾ cloves"],
  ["about 3/4 cup, sliced", "about ¾ cup, sliced"],
  ["about 1 1/2 tbsp chopped", "about 1½ tbsp, chopped"],
  ["about 2 cup", "about 2 cups"],
  ["about 1 3/4 cup pieces", "about 1¾ cups, pieces"],
  ["about 1 cup", "about 1 cup"],
  ["about 1 3/4 stalk, small", "about 1¾ small stalks"],
  ["about 7 1/4 half", "about 7¼ halves"],
  ["about 22 sprigs", "about 22 sprigs"],
  ["about 3 large", "about 3 large"],
  ["about 2 tsp brownulated", "about 2 tsp"],
  ['about 1 Potato small (1-3/4" to 2-1/2" dia)', "about 1 small potato"],
  ["about 1 1/4 link, 5/lb", "about 1¼ links"],
  ["about 6 1/4 beet", "about 6¼ beets"],
  ["about 1/2 leaves", "about ½ leaf"],
  ["about 1 sheets", "about 1 sheet"],
  ["about 3 sweetpotato", "about 3 sweet potatoes"],
  ["about 2 large whole", "about 2 large"],
  ["about 2 tortilla medium", "about 2 medium tortillas"],
  ["about 1 pea pods", "about 1 pea pod"],
  ["about 10 berry", "about 10 berries"],
  ["about 2 head, medium", "about 2 medium heads"],
  ["about 1 1/2 cup, crumbled, not packed", "about 1½ cups, crumbled"],
  ["about 2 cup penne", "about 2 cups"],
  ["about 2 thigh without skin", "about 2 thighs"],
  ["about 2 avocado, NS as to Florida or California", "about 2 avocados"],
])("MEAL-09, UX-09: %s is said as one would say it", (text, said) => {
  expect(householdWords(text)).toBe(said);
});
