import type { Constraint } from "../constraint.ts";

/**
 * What the next foods are said to be: nothing in particular; wanted; to be left out; not liked;
 * an allergy; no allergy.
 */
export type Mode = "neutral" | "positive" | "exclude" | "dislike" | "allergy" | "negated";

/** What a phrase does. */
export type Effect =
  /** `isWeak`: only a hint, which anything said in so many words overrules. */
  | { readonly kind: "wish"; readonly wishes: readonly Constraint[]; readonly isWeak: boolean }
  | { readonly kind: "mode"; readonly mode: Mode }
  /** Takes back what was said of all, for the foods that follow: "everything except". */
  | { readonly kind: "except" }
  /** Ends with the words before: "peanut allergy", "egg-free". */
  | { readonly kind: "trailer"; readonly isFree: boolean }
  | { readonly kind: "food"; readonly word: string }
  | { readonly kind: "bound" }
  | { readonly kind: "unsupported" }
  | { readonly kind: "fill" };

const wish = (wishes: readonly Constraint[], isWeak = false): Effect => ({
  kind: "wish",
  wishes,
  isWeak,
});

const lines = (text: string): readonly string[] => text.split(",").map((one) => one.trim());

const DIETS: Readonly<Record<string, string>> = {
  vegan:
    "vegan, veganism, plant based, purely plant based, no animal products, without animal products",
  vegetarian: "vegetarian, vegetarians, veggie, lacto ovo",
  pescatarian: "pescatarian, pescetarian, pesco vegetarian",
  keto: "keto, ketogenic, keto diet",
  paleo: "paleo, palaeo, paleolithic, caveman diet",
  "low-carb":
    "low carb, low carbs, low carbohydrate, few carbs, less carbs, fewer carbs, reduced carbs, low in carbs, lowcarb, no carbs",
  carnivore: "carnivore, carnivore diet, only meat, nothing but meat, all meat",
  mediterranean: "mediterranean, mediterranean diet",
  "high-protein":
    "high protein, high in protein, lots of protein, plenty of protein, more protein, rich in protein, protein rich, extra protein, a lot of protein, protein heavy, protein packed",
  standard:
    "normal diet, standard diet, regular diet, balanced diet, no special diet, no particular diet, i eat everything, we eat everything, eat anything, omnivore, omnivorous",
};

const PATTERNS: Readonly<Record<string, string>> = {
  "two-meals": "lunch and dinner, lunch & dinner, twice a day",
  "three-meals":
    "breakfast lunch and dinner, breakfast lunch dinner, breakfast lunch & dinner, three times a day",
  "three-plus-two": "meals and snacks, meals plus snacks, meals with snacks, with snacks",
  "one-meal": "omad, once a day, dinner only, only dinner, just dinner",
};

/** A hint: whoever says "keto, no meat" eats keto. */
const NO_MEAT =
  "meatless, meat free, no meat, without meat, dont eat meat, do not eat meat, never eat meat, nothing with meat";

/** Hints: what else is said of the day's meals goes before them. */
const WEAK_PATTERNS: Readonly<Record<string, string>> = {
  "two-meals":
    "skip breakfast, skipping breakfast, no breakfast, without breakfast, dont eat breakfast, never eat breakfast",
  "three-meals": "no snacks, without snacks, no snacking, dont snack, no snacks between",
  "16-8": "intermittent fasting, time restricted eating",
};

const LEFTOVERS: Readonly<Record<string, string>> = {
  none: "no leftovers, without leftovers, dont want leftovers, dont like leftovers, hate leftovers, dont eat leftovers",
  lunch:
    "leftovers, leftovers for lunch, leftover lunch, leftover lunches, eat leftovers, lunch from leftovers, dinner leftovers for lunch, last nights dinner for lunch, lunch from last nights dinner, cook once , eat twice, cook once eat twice, cook once and eat twice, cook extra for lunch, cook extra dinner for lunch",
  "every-other-day":
    "cook every other day, cooking every other day, cook every second day, cooking every second day, only cook every other day, cook only every other day, cook for two days, cooking for two days, cook two days at once, cook for two days at once, cook for two days at a time, batch cook, batch cooking",
};

const CUISINES: Readonly<Record<string, string>> = {
  american: "american, us food, southern",
  italian: "italian, italy",
  british: "british, english food, english dishes",
  french: "french, france",
  mexican: "mexican, tex mex, mexico",
  chinese: "chinese, sichuan, cantonese",
  nordic: "nordic, scandinavian, swedish, danish, norwegian, finnish",
  "middle-eastern": "middle eastern, lebanese, arab, arabic, persian, turkish, levantine, israeli",
  greek: "greek, greece",
  mediterranean:
    "mediterranean food, mediterranean dishes, mediterranean cuisine, mediterranean recipes, mediterranean kitchen, mediterranean cooking, mediterranean style, mediterranean meals",
  indian: "indian, india",
  spanish: "spanish, tapas, spain",
  japanese: "japanese, japan, sushi",
  thai: "thai, thailand",
  german: "german, germany, bavarian",
  hawaiian: "hawaiian, poke bowls",
  caribbean: "caribbean, jamaican, cuban",
  moroccan: "moroccan, morocco",
  vietnamese: "vietnamese, vietnam",
  korean: "korean, korea",
  hungarian: "hungarian",
  polish: "polish",
  indonesian: "indonesian",
  russian: "russian",
  "west-african": "west african, nigerian, ghanaian",
  ethiopian: "ethiopian",
};

/** The cuisines that recipes can be asked for by. */
export const CUISINE_IDS: readonly string[] = Object.keys(CUISINES);

/** Whether recipes of a cuisine can be asked for. */
export const isKnownCuisine = (id: string): boolean => Object.hasOwn(CUISINES, id);

const ASIAN = ["chinese", "japanese", "thai", "vietnamese", "korean", "indonesian"];

/** US dollars a day that stand for "cheap". */
export const CHEAP_BUDGET = 8;
/** Minutes that stand for "quick". */
export const QUICK_MINUTES = 30;

const DAYS: Readonly<Record<number, string>> = {
  1: "today, tomorrow, tonight, for a day, a single day",
  2: "weekend, a couple of days, couple of days, couple days",
  5: "monday to friday, mon to fri, mon fri, monday through friday, weekdays, weekday, work week, working week, workweek, school week",
  7: "week, weekly, seven day",
  14: "fortnight, couple of weeks, a couple of weeks",
  30: "month, monthly",
};

const MINUTES: Readonly<Record<number, string>> = {
  15: "quarter of an hour, a quarter hour, quarter hour",
  30: "half an hour, half hour, half a hour, a half hour",
  45: "three quarters of an hour, three quarter of an hour",
  60: "an hour",
  90: "hour and a half, an hour and a half, one and a half hours",
};

const NOBODY = lines("nobody, no one, noone, none of us, nobody here, nobody at home, no one here");
const NOT_HAVING = lines(
  "no, without, not any, without any, dont have, dont have any, do not have, do not have any, have no, has no, doesnt have, doesnt have any, dont have an, dont have a, free of, zero",
);
const OF_FOOD = ["", "food ", "known ", "known food ", "special ", "other "];

/** All the ways to say that there is no allergy. */
const negations = (): readonly string[] => [
  ...lines(
    "not allergic, isnt allergic, arent allergic, not intolerant, no longer allergic, never allergic, not to, not against, am not allergic",
  ),
  ...NOBODY.flatMap((who) => [`${who} is allergic`, `${who} are allergic`]),
  ...NOT_HAVING.flatMap((none) =>
    OF_FOOD.flatMap((food) => [`${none} ${food}allergy`, `${none} ${food}intolerance`]),
  ).concat(NOT_HAVING.flatMap((none) => OF_FOOD.map((food) => `${none} ${food}allergies`))),
];

const MODES: readonly (readonly [Mode, readonly string[]])[] = [
  ["negated", negations()],
  [
    "allergy",
    lines(
      "allergic, allergy, allergies, allergic reaction, anaphylactic, anaphylaxis, react to, react badly to, intolerant, intolerance, sensitive to, not only allergic, not just allergic, but to, hypersensitive, cant eat, cannot eat, can not eat, cant have, cannot have, can not have, cant tolerate, cannot tolerate, dont tolerate, do not tolerate, must not eat, mustnt eat, may not eat",
    ),
  ],
  [
    "exclude",
    lines(
      "no, not, without, avoid, avoiding, exclude, excluding, leave out, leaving out, dont eat, do not eat, dont want, do not want, dont use, dont include, do not include, doesnt eat, hold the, minus, never, never eat, no more, nothing with, nothing containing, nothing that contains, stay away from, zero, free of, free from, sans, omit, omitting, skip, skipping, nor, neither, must not, not allowed to eat, shouldnt eat, anything but, everything but, all but, dont do, do not do, doesnt do, dont have, do not have, doesnt have, cutting out, cut out, off limits, w o",
    ),
  ],
  [
    "dislike",
    lines(
      "dont like, do not like, doesnt like, dislike, dislikes, hate, hates, cant stand, cannot stand, not a fan of, no fan of, not a big fan of, not fond of, not into, not keen on, detest, loathe, sick of, tired of, fed up with, not crazy about, dont enjoy, do not enjoy, dont love, dont care for, not big on",
    ),
  ],
  [
    "positive",
    lines(
      "love, loves, like, likes, enjoy, want, wants, with, include, including, lots of, plenty of, more, prefer, favourite, favorite, free range, just, only, mostly, can eat, eat, eats, crave, craving, using, use up, i have",
    ),
  ],
  ["neutral", lines("but, however, though, although, so, because, while, otherwise")],
];

const FILL = `i, im, id, ive, we, were, wed, us, my, me, our, you, your, he, she, they, it, its, a, an, the, and, or,
to, of, for, in, on, at, is, are, am, be, do, does, did, have, has, had, would, could, can, should, will, please,
pls, plz, thanks, thank, any, some, all, also, too, very, really, about, around, roughly, approximately, approx, circa,
ca, say, maybe, kind, kinds, type, types, sort, food, foods, meal, meals, dish, dishes, recipe, recipes, plan,
plans, planning, diet, cook, cooking, cooked, eating, make, made, give, get, need, needs, looking, look, let,
lets, something, thing, things, stuff, day, days, daily, per, each, every, next, coming, this, that, these, those,
whole, full, max, maximum, most, at most, up to, under, below, less than, no more than, not more than, not over,
no longer than, nothing longer than, nothing over, nothing above, nothing that takes longer than,
nothing that takes more than, doesnt take more than, dont want to spend more than, not spend more than, not longer than, within, limit, budget, budget of, target, goal, cuisine, kitchen, style, styles,
product, products, ingredient, ingredients, well, ok, okay, fine, good, great, allowed, dinner, dinners,
lunch, lunches, breakfast, breakfasts, snack, snacks, raw, fresh, cooked, added, whatsoever, at all, ever, either,
as, by, from, again, often, if, when, what, here, there, now, then, still, time, cost, costs, spend, calorie, calories,
kcal, protein, it is, ideally, preferably, possible, nice, sauce, seeds, house, home, kids, husband, wife, son,
daughter, partner, family, today's, and to, or to, severe, severely, badly, mild, strong, food that, mainly, but also,
but also to, as well as, plus, like to, likes to, would like, id like, wed like, like to eat, want to, want to eat, i want, we want,
would like to, id like to, love to, eat more, take, takes`;

const repeated = (value: Readonly<Record<string, string>>, of: (id: string) => Effect) =>
  Object.entries(value).flatMap(([id, text]) =>
    lines(text).map((phrase): readonly [string, Effect] => [phrase, of(id)]),
  );

/** Phrases and what they do; what stands further down goes before what stands above. */
export const phraseTable = (): readonly (readonly [phrase: string, effect: Effect])[] => [
  ...lines(FILL).map((phrase): readonly [string, Effect] => [phrase, { kind: "fill" }]),
  ...MODES.flatMap(([mode, phrases]) =>
    phrases.map((phrase): readonly [string, Effect] => [phrase, { kind: "mode", mode }]),
  ),
  ...repeated(DIETS, (value) => wish([{ field: "diet", value } as Constraint])),
  ...repeated({ vegetarian: NO_MEAT }, () => wish([{ field: "diet", value: "vegetarian" }], true)),
  ["breakfast , lunch and dinner", wish([{ field: "pattern", value: "three-meals" }])],
  ["breakfast , lunch , dinner", wish([{ field: "pattern", value: "three-meals" }])],
  ...repeated(PATTERNS, (value) => wish([{ field: "pattern", value } as Constraint])),
  ...repeated(WEAK_PATTERNS, (value) => wish([{ field: "pattern", value } as Constraint], true)),
  ...repeated(LEFTOVERS, (value) => wish([{ field: "leftovers", value } as Constraint])),
  ...repeated(CUISINES, (value) => wish([{ field: "cuisine", value }])),
  ...repeated(DAYS, (value) => wish([{ field: "days", value: Number(value) }])),
  ...repeated(MINUTES, (value) => wish([{ field: "maxMinutes", value: Number(value) }])),
  ...lines("asian, far eastern").map((phrase): readonly [string, Effect] => [
    phrase,
    wish(ASIAN.map((value) => ({ field: "cuisine", value }))),
  ]),
  ...lines(
    "cheap, cheaply, inexpensive, affordable, low cost, low budget, tight budget, small budget, on a budget, budget friendly, not expensive, not too expensive, economical, frugal, doesnt cost much, save money, as cheap as possible",
  ).map((phrase): readonly [string, Effect] => [
    phrase,
    wish([{ field: "budget", value: CHEAP_BUDGET }], true),
  ]),
  ...lines("quick, quickly, fast, speedy, not much time, little time, no time, short on time").map(
    (phrase): readonly [string, Effect] => [
      phrase,
      wish([{ field: "maxMinutes", value: QUICK_MINUTES }], true),
    ],
  ),
  ...lines(
    "no red meat, without red meat, w o red meat, not red meat, never red meat, avoid red meat, avoiding red meat, skip red meat, cut out red meat, dont eat red meat, do not eat red meat, doesnt eat red meat, never eat red meat, dont like red meat, do not like red meat, hate red meat, red meat free",
  ).map((phrase): readonly [string, Effect] => [
    phrase,
    wish(["beef", "pork", "lamb"].map((value) => ({ field: "dislike", value }))),
  ]),
  ...lines("coeliac, celiac, coeliac disease, celiac disease").map(
    (phrase): readonly [string, Effect] => [phrase, wish([{ field: "allergen", value: "gluten" }])],
  ),
  ...lines("except, except for, apart from, besides, other than, aside from").map(
    (phrase): readonly [string, Effect] => [phrase, { kind: "except" }],
  ),
  ...lines(
    "at least, more than, over, minimum, longer than, min of, no less than, not less than",
  ).map((phrase): readonly [string, Effect] => [phrase, { kind: "bound" }]),
  ...lines(
    "times a week, times per week, twice a week, once a week, per week, every week, lose weight, gain weight, gain muscle, build muscle, per meal, per person, per serving",
  ).map((phrase): readonly [string, Effect] => [phrase, { kind: "unsupported" }]),
];

/** Words that end a list of foods and say what it is. */
export const TRAILERS: ReadonlySet<string> = new Set([
  "allergy",
  "allergic",
  "intolerance",
  "intolerant",
  "sensitivity",
  "sensitive",
  "allergen",
]);
