import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Plugin, Rolldown } from "vite";
import { closureOf, findPart } from "./bundle-parts.ts";

/** What a page begins with, beside what all pages of its application do. */
export interface PageStart {
  /** Sources that became scripts of their own. */
  readonly parts: readonly string[];
  /**
   * What it asks the server for as soon as it has its scripts: the browser can ask beside those. The
   * second piece of the page's path stands for `:id`.
   */
  readonly answers?: readonly string[];
}

/**
 * The page knows from its own address which thing it is of. No answer is of use before the first
 * script has come: that one goes first.
 */
const askEarly = (paths: readonly string[]): string => {
  if (paths.length === 0) return "";
  const id = 'location.pathname.split("/")[2]';
  const link = `{rel:"preload",as:"fetch",crossOrigin:"anonymous",fetchPriority:"low",href:path.replace(":id",${id})}`;
  const add = `document.head.append(Object.assign(document.createElement("link"),${link}))`;
  return `    <script>for(const path of ${JSON.stringify(paths)})${add}</script>\n`;
};

const PRELOADS = / *<link rel="modulepreload" [^>]*href="([^"]+)">\n/g;

/** The scripts of a page, beside the first, with the largest ahead: browsers ask for few at a time. */
const preloads = (
  html: string,
  bundle: Rolldown.OutputBundle,
  parts: readonly string[],
  base: string,
): string => {
  const files = new Set<string>();
  for (const [, href = ""] of html.matchAll(PRELOADS)) files.add(href.slice(base.length));
  for (const part of parts) closureOf(bundle, findPart(bundle, part), files);
  const sizeOf = (name: string): number => {
    const chunk = bundle[name];
    return chunk?.type === "chunk" ? chunk.code.length : 0;
  };
  return [...files]
    .filter((name) => !html.includes(` src="${base}${name}"`))
    .toSorted((one, other) => sizeOf(other) - sizeOf(one))
    .map(
      (name) =>
        `    <link rel="modulepreload" crossorigin fetchpriority="low" href="${base}${name}">\n`,
    )
    .join("");
};

/**
 * Gives a page an HTML file of its own where the browser should know of its scripts and answers at once:
 * else it learns of them when the first script has run, a way to the server and back later (PERF-04,
 * UX-03). Pages are named by their path, such as "plans/:id"; "index" is the one at the root.
 */
export const pageFiles = (pages: Readonly<Record<string, PageStart>>, base = "/"): Plugin => ({
  name: "page-files",
  writeBundle({ dir = "" }, bundle) {
    const html = readFileSync(`${dir}/index.html`, "utf8");
    for (const [page, { parts, answers = [] }] of Object.entries(pages)) {
      const links = preloads(html, bundle, parts, base);
      const file = `${dir}/pages/${page.replaceAll(":", "")}.html`;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        html
          .replaceAll(PRELOADS, "")
          .replace("  </head>", () => `${links}${askEarly(answers)}  </head>`),
      );
    }
  },
});
