import { readFileSync } from "node:fs";
import { minifySync, type Plugin } from "vite";

const THEME_INIT = new URL("theme-init.js", import.meta.url);

/** Puts the stylesheet that a page links to inside it; gives the page and the file's name. */
const inlined = (
  html: string,
  base: string,
  read: (name: string) => string,
): readonly [string, string] => {
  const link = `<link rel="stylesheet" crossorigin href="${base}`;
  const from = html.indexOf(link);
  const to = html.indexOf(">", from) + 1;
  if (from < 0) throw new Error("the page links to no stylesheet");
  const name = html.slice(from + link.length, html.indexOf('"', from + link.length));
  return [`${html.slice(0, from)}<style>${read(name)}</style>${html.slice(to)}`, name];
};

const PRELOAD = '<link rel="modulepreload" crossorigin ';

/** The page is painted before its scripts have come, which are no reason to hold up anything else. */
const later = (html: string): string => {
  const [before, after, ...more] = html.split('<script type="module" crossorigin ');
  if (after === undefined || more.length > 0) throw new Error("the page begins with one script");
  const page = `${before}<script type="module" crossorigin fetchpriority="low" ${after}`;
  return page.replaceAll(PRELOAD, `${PRELOAD}fetchpriority="low" `);
};

/** The script that applies the kept choices of colours and language, as pages have it inside. */
export const themeInit = (): string => {
  const source = readFileSync(THEME_INIT, "utf8");
  return minifySync("theme-init.js", source, { module: false }).code.trim();
};

/**
 * What a page needs for its first paint is inside it: the script that applies the kept
 * choices, and the stylesheet. Each would be a way to the server and back before anything shows
 * (PERF-04, UX-03). The server names their hashes in the content security policy.
 */
export const firstPaint = (base = "/"): Plugin => ({
  name: "first-paint",
  enforce: "post",
  transformIndexHtml: () => [{ tag: "script", children: themeInit(), injectTo: "head-prepend" }],
  generateBundle(_options, bundle) {
    const page = bundle["index.html"];
    if (page?.type !== "asset") throw new Error("the build has no index.html");
    const [html, name] = inlined(String(page.source), base, (file) => {
      const sheet = bundle[file];
      if (sheet?.type !== "asset") throw new Error(`the build lacks ${file}`);
      return String(sheet.source).trim();
    });
    page.source = later(html);
    delete bundle[name];
  },
});
