import type { Family } from "../model/recipe.ts";

/** Words of a title that say what a dish is; the first that is found counts. */
const WORDS: readonly (readonly [RegExp, Family])[] = [
  [/porridge|oatmeal|overnight oats/i, "porridge"],
  [/granola|muesli|cereal/i, "cereal"],
  [/chia/i, "chia"],
  [/pancake|waffle|crêpe|crepe/i, "pancakes"],
  [/smoothie|shake/i, "shake"],
  [/scrambl/i, "scramble"],
  [/omelet|frittata|egg|shakshuka/i, "eggs"],
  [/toast/i, "toast"],
  [/sandwich|burger|bagel/i, "sandwich"],
  [/taco|burrito|quesadilla|fajita|wrap|enchilada/i, "tortilla"],
  [/soup|broth|chowder|ramen/i, "soup"],
  [/curry|dal\b|dhal|masala/i, "curry"],
  [/stir.?fry/i, "stir-fry"],
  [/noodle|pad thai/i, "noodles"],
  [/pasta|spaghetti|lasagn|penne|carbonara|bolognese|macaroni/i, "pasta"],
  [/pizza/i, "pizza"],
  [/stew|chili|chilli|goulash|ragout|tagine|casserole/i, "stew"],
  [/risotto|paella|pilaf|rice/i, "rice"],
  [/salad/i, "salad"],
  [/hash/i, "hash"],
  [/potato|gnocchi/i, "potato"],
  [/patties|meatball|falafel|cutlet/i, "patties"],
  [/gratin|bake|pie\b/i, "bake"],
  [/roast/i, "roast"],
  [/steak/i, "steak"],
  [/chop/i, "chops"],
  [/kebab|skewer/i, "kebab"],
  [/salmon|cod|trout|fish|tuna/i, "fish"],
  [/prawn|shrimp|mussel|scallop/i, "shellfish"],
  [/slaw/i, "slaw"],
  [/beans|lentil|chickpea/i, "beans"],
  [/yogurt|yoghurt/i, "yogurt"],
  [/bread|roll\b|muffin|scone/i, "bread"],
  [/dip|hummus/i, "dip"],
  [/cake|cookie|brownie|pudding|crumble/i, "sweet"],
];

/** What a person would call a dish of this title, so that no day has two of one kind. */
export const familyOf = (title: string): Family =>
  WORDS.find(([pattern]) => pattern.test(title))?.[1] ?? "bowl";
