import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_LINES, MAX_STEPS } from "../schema.ts";
import { findRecipe } from "./page.ts";
import { bodyOf } from "./recipe-body.ts";

const read = (page: string) => {
  const found = findRecipe(page);
  return found && bodyOf(found, undefined);
};
const SOUP = {
  title: "Grandma’s soup",
  slots: ["L", "D"],
  servings: 4,
  prepMinutes: 10,
  cookMinutes: 30,
  lines: [{ text: "800 g tomatoes" }, { text: "1 onion, chopped" }],
  steps: ["Chop everything.", "Cook & serve."],
};

/** The shapes of blogs and older recipe sites, written by hand. */
const PAGES: readonly (readonly [string, string])[] = [
  [
    "microdata with lists, as blogs write it",
    `<body itemscope itemtype="https://schema.org/WebPage"><h1 itemprop="name">A page</h1>
     <article itemscope itemtype="https://schema.org/Recipe">
       <h2 itemprop="name">Grandma&rsquo;s soup</h2>
       <div itemprop="author" itemscope itemtype="https://schema.org/Person">
         <span itemprop="name">Grandma</span></div>
       <meta itemprop="prepTime" content="PT10M"><time itemprop="cookTime" datetime="PT30M">half an hour</time>
       <span itemprop="recipeYield">Serves 4</span> <a itemprop="recipeCategory" href="/mains">Main course</a>
       <ul><li itemprop="recipeIngredient"><b>800 g</b> tomatoes
           <li itemprop="recipeIngredient">1 onion,<script>track()</script> chopped</ul>
       <div itemprop="recipeInstructions"><ol><li>Chop everything.<li>Cook &amp; serve.</ol></div>
     </article><p itemprop="name">After it</p></body>`,
  ],
  [
    "microdata with the old name of ingredients and one property for each step",
    `<div itemscope itemtype="http://schema.org/Recipe"><span itemprop="name">Grandma&#8217;s soup</span>
      <p itemprop="ingredients">800 g tomatoes</p><p itemprop="ingredients">1 onion, chopped</p>
      <p>Ready in <span itemprop="prepTime" content="PT10M">ten minutes</span> and
      <span itemprop="totalTime" content="PT40M">forty</span>, for <data itemprop="recipeYield" value="4">four</data></p>
      <p itemprop="recipeInstructions">Chop everything.</p><p itemprop="recipeInstructions">Cook &amp; serve.</p></div>`,
  ],
  [
    "microdata with steps that are things of their own",
    `<main itemscope itemtype="https://schema.org/Recipe"><h1 itemprop="name">Grandma’s soup</h1>
      <meta itemprop="prepTime" content="PT10M"/><meta itemprop="cookTime" content="PT30M"/>
      <li itemprop="recipeIngredient">800 g tomatoes</li><li itemprop="recipeIngredient">1 onion, chopped</li>
      <div itemprop="recipeInstructions" itemscope itemtype="https://schema.org/HowToSection">
        <b itemprop="name">The soup</b>
        <p itemprop="itemListElement" itemscope itemtype="https://schema.org/HowToStep">
          <span itemprop="text">Chop everything.</span></p>
        <p itemprop="itemListElement" itemscope itemtype="https://schema.org/HowToStep">
          <span itemprop="text">Cook &amp; serve.</span></p></div></main>`,
  ],
  [
    "RDFa Lite",
    `<head><meta property="og:title" content="A page"></head><div vocab="https://schema.org/" typeof="WebPage">
      <div typeof="Recipe"><h1 property="name">Grandma’s soup</h1>
      <meta property="prepTime" content="PT10M"><meta property="cookTime" content="PT30M">
      <span property="recipeYield">4</span>
      <ul><li property="recipeIngredient">800 g tomatoes</li><li property="recipeIngredient">1 onion, chopped</li></ul>
      <div property="recipeInstructions">Chop everything.<br>Cook &amp; serve.</div></div></div>`,
  ],
  [
    "RDFa Lite with prefixes, and an island of JSON that is no recipe",
    `<script type="application/ld+json">{"@type":"WebSite","name":"A site"}</script>
     <div prefix="schema: https://schema.org/" typeof="schema:Recipe"><b property="schema:name">Grandma’s soup</b>
      <i property="schema:prepTime" content="PT10M"></i><i property="schema:cookTime" content="PT30M"></i>
      <p property="schema:recipeIngredient">800 g tomatoes</p><p property="schema:recipeIngredient">1 onion, chopped</p>
      <p property="schema:recipeInstructions">Chop everything.</p><p property="schema:recipeInstructions">Cook &amp; serve.</p></div>`,
  ],
];

describe("a recipe that a page marks up", () => {
  test.each(PAGES)("MEAL-10: is read from %s", (_, page) => {
    expect(read(page)).toEqual(SOUP);
  });

  test("MEAL-10: gives way to JSON-LD, which says it better", () => {
    const json = { "@type": "Recipe", name: "From JSON", recipeIngredient: ["1 egg"] };
    const page = `${PAGES[0]?.[1]}<script type="application/ld+json">${JSON.stringify(json)}</script>`;
    expect(read(page)?.title).toBe("From JSON");
  });

  const inRecipe = (inner: string) =>
    `<div itemscope itemtype="https://schema.org/Recipe"><b itemprop="name">Soup</b>${inner}</div>`;

  test.each([
    [
      "a page of another thing",
      `<div itemscope itemtype="https://schema.org/Product" itemprop="x">`,
    ],
    ["no ingredients", inRecipe("")],
    ["properties of nothing", '<p itemprop="recipeIngredient">1 egg</p>'],
    [
      "ingredients of another thing inside",
      inRecipe('<p itemscope><i itemprop="recipeIngredient">egg</i></p>'),
    ],
    ["open elements without end", `${'<div itemprop="name">'.repeat(100_000)}`],
    [
      "a recipe in the depths",
      "<div>".repeat(400) + inRecipe('<i itemprop="recipeIngredient">egg</i>'),
    ],
    ["one element with many attributes", `<p itemprop="name" ${"a=b ".repeat(200_000)}>`],
    ["names of objects", inRecipe('<i itemprop="__proto__ constructor">x</i>')],
  ])("P-013: of %s nothing is read, and nothing breaks", (_, page) => {
    expect(read(page)).toBeUndefined();
  });

  test("P-013: what is huge is cut, and a recipe that never ends is read as far as it goes", () => {
    const many = '<li itemprop="recipeIngredient">1 egg and more '.repeat(2_000);
    const steps = `<div itemprop="recipeInstructions">${"<p>Stir.</p>".repeat(2_000)}</div>`;
    const recipe = read(inRecipe(many + steps).replace("</div></div>", "</div>"));
    expect(recipe?.lines).toHaveLength(MAX_LINES);
    expect(recipe?.steps).toHaveLength(MAX_STEPS);
  });

  test("P-013: any tangle of tags gives a recipe within our bounds, or none", () => {
    const piece = fc.constantFrom(
      ...['<div itemscope itemtype="https://schema.org/Recipe">', "</div>", "<p>", "</p>", "</li>"],
      ...['<i itemprop="name">', "</i>", '<li itemprop="recipeIngredient">', "1 egg", "&amp;", "<"],
      ...[
        '<meta itemprop="prepTime" content="PT5M">',
        "<script>",
        "</script>",
        "<br>",
        "</br>",
        '"',
      ],
      ...['<p typeof="Recipe" property="name text">', "<!--", "-->", "<svg>", "<template>"],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const body = read(pieces.join(""));
        expect(body === undefined || body.lines.length <= MAX_LINES).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
