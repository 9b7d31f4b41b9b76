import type { Allergen } from "../../model/food.ts";

/** "seafood" and "shellfish" name several of the fourteen. */
const SHELLFISH: readonly Allergen[] = ["crustacean", "mollusc"];

/**
 * Words for whole allergens. "no fish" and "egg-free" exclude them as an allergy does. Who says "nuts"
 * often means peanuts too, so they are excluded with them; "tree nuts" are tree nuts.
 */
export const ALLERGEN_WORDS: Readonly<Record<string, readonly Allergen[]>> = {
  gluten: ["gluten"],
  wheat: ["gluten"],
  spelt: ["gluten"],
  crustacean: ["crustacean"],
  shellfish: SHELLFISH,
  seafood: ["fish", ...SHELLFISH],
  mollusc: ["mollusc"],
  mollusk: ["mollusc"],
  egg: ["egg"],
  fish: ["fish"],
  peanut: ["peanut"],
  groundnut: ["peanut"],
  soy: ["soy"],
  soya: ["soy"],
  soybean: ["soy"],
  "soya bean": ["soy"],
  dairy: ["milk"],
  diary: ["milk"],
  milk: ["milk"],
  lactose: ["milk"],
  casein: ["milk"],
  "cow milk": ["milk"],
  nut: ["nuts", "peanut"],
  "tree nut": ["nuts"],
  treenut: ["nuts"],
  celery: ["celery"],
  mustard: ["mustard"],
  sesame: ["sesame"],
  "sesame seed": ["sesame"],
  sulphite: ["sulphites"],
  sulfite: ["sulphites"],
  "sulphur dioxide": ["sulphites"],
  "sulfur dioxide": ["sulphites"],
  lupin: ["lupin"],
  lupine: ["lupin"],
};

/** What a dislike of a whole allergen comes to, where the planner can dislike it; else it is excluded. */
export const DISLIKED_GROUPS: Readonly<Record<string, readonly string[]>> = {
  fish: ["fish"],
  seafood: ["seafood"],
  shellfish: ["shellfish"],
  egg: ["egg"],
  dairy: ["dairy"],
  diary: ["dairy"],
  milk: ["milk"],
  nut: ["nuts"],
  "tree nut": ["nuts"],
  peanut: ["peanuts"],
  groundnut: ["peanuts"],
  celery: ["celery"],
  mustard: ["mustard"],
};

/** Allergens of foods by the words for them, for whoever is allergic to the food. */
export const FOODS_WITH_ALLERGENS: Readonly<Partial<Record<Allergen, string>>> = {
  gluten:
    "bread, sourdough, pasta, spaghetti, noodle, egg noodle, soba, couscous, bulgur, barley, rye, flour, tortilla, bagel, naan, pita, cracker, crispbread, breadcrumb, seitan, semolina, wheat bran, wheat germ, shredded wheat, english muffin, burger bun, soy sauce, oyster sauce, hoisin, teriyaki, beer",
  crustacean: "shrimp, prawn, crab, lobster, crayfish, langoustine",
  egg: "egg white, egg yolk, mayonnaise, egg noodle, meringue",
  fish: "salmon, smoked salmon, trout, cod, haddock, tilapia, mackerel, sardine, anchovy, tuna, halibut, herring, sea bass, fish sauce, worcestershire, worcestershire sauce",
  peanut: "peanut butter",
  soy: "tofu, tempeh, edamame, miso, soy sauce, soya sauce, tamari, soy milk, soya milk, soy yogurt, soya yogurt, soy protein, vegan mayonnaise, vegan mayo, mayonnaise vegan, veggie burger, oyster sauce, hoisin, teriyaki",
  milk: "cheese, cheddar, feta, mozzarella, parmesan, swiss cheese, goat cheese, cream cheese, cottage cheese, blue cheese, ricotta, halloumi, paneer, gouda, gruyere, brie, butter, ghee, cream, sour cream, half and half, yogurt, yoghurt, greek yogurt, greek yoghurt, kefir, buttermilk, whey, whey protein, ice cream, pesto, naan",
  nuts: "almond, walnut, cashew, pecan, pistachio, hazelnut, brazil nut, pine nut, macadamia, almond butter, almond milk, granola, pesto, marzipan",
  celery: "celeriac",
  sesame: "tahini, sesame oil, hummus, houmous",
  sulphites:
    "wine, white wine, red wine, wine vinegar, balsamic, balsamic vinegar, sun dried tomato, dried apricot",
  mollusc: "scallop, mussel, squid, calamari, oyster, clam, octopus, oyster sauce",
};
