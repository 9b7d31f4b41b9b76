import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import compile from "icu-minify/compile";
import type { Plugin } from "vite";

const MARK = "catalog:";

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

/** `import("catalog:de")`: one script with the compiled messages of a language. */
export const catalogs = (): Plugin => ({
  name: "catalogs",
  resolveId: (id) => (id.startsWith(MARK) ? `\0${id}` : undefined),
  load(id) {
    if (!id.startsWith(`\0${MARK}`)) return undefined;
    const tag = id.slice(MARK.length + 1);
    const messages: Record<string, unknown> = {};
    for (const file of CATALOG_FOLDERS.flatMap((folder) => catalogFiles(folder, tag))) {
      this.addWatchFile(file);
      for (const [english, said] of Object.entries(readCatalog(file))) {
        messages[english] = compileMessage(said);
      }
    }
    // As text: browsers parse JSON faster than a literal of this size.
    const text = JSON.stringify(JSON.stringify(messages));
    return [
      'import { createFill as create, languages } from "@plinth/console";',
      `const language = languages.${tag};`,
      "export const { locale } = language;",
      `const catalog = JSON.parse(${text});`,
      "export const createFill = (otherwise) => create(language, catalog, otherwise);",
    ].join("\n");
  },
});
