import { createFill, createTexts, fillEnglish, languages } from "@plinth/console";
import compile from "icu-minify/compile";
import { expect, it } from "vitest";
import groceries from "../../locales/de/groceries.json" with { type: "json" };
import { countWords, householdWords } from "./household-words.ts";

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

const german = (text: string) => {
  const compiled = Object.entries(groceries).map(([name, said]) => [name, compile(said)]);
  const fill = createFill(languages.de, Object.fromEntries(compiled), fillEnglish);
  return countWords(createTexts("de", fill), text);
};

it.each([
  ["about 6 large", "etwa 6 Stück"],
  ["about 1 3/4 clove (small)", "etwa 1¾ Zehen"],
  ["about 1 head, medium", "etwa 1 Kopf"],
  ["about 3 leaves", "etwa 3 Blätter"],
  ["about 2 avocado, NS as to Florida or California", "etwa 2 Stück"],
  ["about 1 1/2 cup, chopped", undefined],
  ["about 20 grapes", undefined],
])("MEAL-09, STR-09: %s is %s for a German", (text, said) => {
  expect(german(text)).toBe(said);
});
