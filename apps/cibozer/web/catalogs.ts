import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import compile from "icu-minify/compile";
import type { Plugin } from "vite";
import { type RecipeWords, requireRecipeWords } from "../core/catalog/recipe-words.ts";
import { titleMessage } from "../core/model/said.ts";

/** Where the catalogs lie: the console's, whose pages are shown here too, and Cibozer's own. */
export const CATALOG_FOLDERS = [
  new URL("../../../packages/console/locales/", import.meta.url),
  new URL("locales/", import.meta.url),
] as const;

/** The files of a language in one of the folders. */
export const catalogFiles = (folder: URL, tag: string): readonly string[] =>
  readdirSync(new URL(`${tag}/`, folder))
    .filter((name) => name.endsWith(".json"))
    .map((name) => fileURLToPath(new URL(`${tag}/${name}`, folder)));

/** The messages of one file: English to the other language, both in the syntax of ICU. */
export const readCatalog = (file: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;

/** A message as the pages fill it: without the parser. */
export const compileMessage = compile;

const dataFile = (name: string): string =>
  fileURLToPath(new URL(`../data/${name}`, import.meta.url));
const readData = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

/** As text: browsers parse JSON faster than a literal of this size. */
const parsed = (value: object): string => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`;

/** The shipped recipes in a language. */
const recipesIn = (tag: string, watch: (file: string) => void): RecipeWords => {
  const files = ["recipes.json", `recipe-titles.${tag}.json`, `recipe-steps.${tag}.json`];
  const [recipes, titles, steps] = files.map((name) => {
    const file = dataFile(name);
    watch(file);
    return readData(file);
  });
  const said = { titles, steps } as RecipeWords;
  return requireRecipeWords(said, recipes as Parameters<typeof requireRecipeWords>[1]);
};

/** What is made of the catalogs and recipes of a language, by what it is imported as. */
const MADE: Readonly<Record<string, (tag: string, watch: (file: string) => void) => string>> = {
  "catalog:": (tag, watch) => {
    const messages: Record<string, unknown> = {};
    for (const file of CATALOG_FOLDERS.flatMap((folder) => catalogFiles(folder, tag))) {
      watch(file);
      for (const [english, said] of Object.entries(readCatalog(file))) {
        messages[english] = compileMessage(said);
      }
    }
    const { titles } = recipesIn(tag, watch);
    for (const [id, title] of Object.entries(titles)) messages[titleMessage(id)] = title;
    return [
      'import { createFill as create, languages } from "@plinth/console";',
      `const language = languages.${tag};`,
      "export const { locale } = language;",
      `const catalog = ${parsed(messages)};`,
      "export const createFill = (otherwise) => create(language, catalog, otherwise);",
    ].join("\n");
  },
  "recipe-steps:": (tag, watch) => `export const steps = ${parsed(recipesIn(tag, watch).steps)};`,
};

/**
 * `import("catalog:de")`: one script with the compiled messages of a language and the titles of
 * recipes; `import("recipe-steps:de")`: one with how the dishes are made.
 */
export const catalogs = (): Plugin => ({
  name: "catalogs",
  resolveId: (id) =>
    Object.keys(MADE).some((mark) => id.startsWith(mark)) ? `\0${id}` : undefined,
  load(id) {
    const [, mark = "", tag = ""] = /^\0([a-z-]+:)(\w+)$/.exec(id) ?? [];
    return MADE[mark]?.(tag, (file) => this.addWatchFile(file));
  },
});
