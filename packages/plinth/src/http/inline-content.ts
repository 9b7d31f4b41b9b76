import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_PAGE_FILES, readErrorPages } from "./reply/error-pages.ts";

/** Hashes of what pages have inside themselves, as the content security policy names them. */
export interface InlineContent {
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
}

/** The texts of an element that has no attributes, as build tools write what they put inside. */
const textsOf = (html: string, element: "style" | "script"): readonly string[] =>
  html
    .split(`<${element}>`)
    .slice(1)
    .map((rest) => rest.split(`</${element}>`, 1)[0] ?? "");

const sha256 = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const pagesOf = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".html") && !name.startsWith(ERROR_PAGE_FILES),
  );

const hashesOf = (pages: readonly string[]): InlineContent => {
  const hashes = (element: "style" | "script"): readonly string[] => [
    ...new Set(pages.flatMap((html) => textsOf(html, element)).map(sha256)),
  ];
  return { styles: hashes("style"), scripts: hashes("script") };
};

/**
 * What the pages of builds carry inside: styles and scripts that a browser need not ask for before it
 * paints. Their hashes open the policy to these very texts and to nothing else (CSP level 3 section
 * 2.3.1). Where nothing is built there is nothing inside; its routes say so (`webApplicationRoutes`).
 */
export const inlineContentOf = (
  applications: readonly { readonly directory: string }[],
): InlineContent =>
  hashesOf(
    applications
      .filter(({ directory }) => existsSync(directory))
      .flatMap(({ directory }) =>
        pagesOf(directory).map((name) => readFileSync(join(directory, name), "utf8")),
      ),
  );

/** What their error pages carry inside: these have nothing else, and are under a policy of their own. */
export const inlineContentOfErrors = (
  applications: readonly { readonly directory: string }[],
): InlineContent =>
  hashesOf(applications.flatMap(({ directory }) => [...readErrorPages(directory).values()]));
