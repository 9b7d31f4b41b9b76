import { readMarkedUp } from "./marked-up.ts";
import { readPlainPage } from "./plain-page.ts";
import { isObject, isRecipe, type JsonObject } from "./recipe-node.ts";

/** Most places of a page that are looked into, and most nodes of all their JSON together. */
const MAX_ISLANDS = 40;
const MAX_NODES = 20_000;
/** Deeper than this no page nests its recipe. */
const MAX_DEPTH = 12;

/**
 * The texts of `<script type="application/ld+json">` of a page. A script ends at the first
 * `</script`, whatever stands in it, so the page is searched once from front to back and needs no
 * tree. Nothing of it is ever run or shown.
 */
function islandsOf(page: string): readonly string[] {
  const islands: string[] = [];
  const lower = page.toLowerCase();
  let at = 0;
  while (islands.length < MAX_ISLANDS) {
    const open = lower.indexOf("<script", at);
    if (open === -1) break;
    const end = lower.indexOf(">", open);
    if (end === -1) break;
    const close = lower.indexOf("</script", end);
    if (close === -1) break;
    if (lower.slice(open, Math.min(end, open + 500)).includes("ld+json")) {
      islands.push(page.slice(end + 1, close));
    }
    at = close;
  }
  return islands;
}

/** The JSON of a text; many pages break their strings over lines, which JSON has no room for. */
function parse(text: string): unknown {
  const trimmed = text
    .trim()
    .replace(/^<!--/, "")
    .replace(/-->$/, "")
    .replace(/^\/\/\s*<!\[CDATA\[/, "")
    .replace(/\/\/\s*\]\]>$/, "");
  for (const attempt of [trimmed, [...trimmed].map((c) => (c < " " ? " " : c)).join("")]) {
    try {
      return JSON.parse(attempt);
    } catch {
      // The next attempt, or none.
    }
  }
  return undefined;
}

/** The first recipe below a value, nearest first; it is walked without recursion. */
function search(root: unknown, budget: { left: number }): JsonObject | undefined {
  const queue: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 0 }];
  for (let at = 0; at < queue.length && budget.left > 0; at += 1) {
    const { value, depth } = queue[at] ?? { value: undefined, depth: 0 };
    budget.left -= 1;
    if (isObject(value) && isRecipe(value)) return value;
    if (depth >= MAX_DEPTH || typeof value !== "object" || value === null) continue;
    for (const inner of Object.values(value).slice(0, 2_000)) {
      if (typeof inner === "object" && inner !== null && queue.length < MAX_NODES) {
        queue.push({ value: inner, depth: depth + 1 });
      }
    }
  }
  return undefined;
}

/**
 * The recipe of a page, or of JSON-LD that was pasted alone; undefined where there is none. Pages
 * without JSON-LD are asked for microdata and RDFa Lite, a text without markup for its headings.
 */
export function findRecipe(page: string): JsonObject | undefined {
  const budget = { left: MAX_NODES };
  const isJson = /^\s*[[{]/.test(page.slice(0, 200));
  for (const text of isJson ? [page] : islandsOf(page)) {
    const found = search(parse(text), budget);
    if (found) return found;
  }
  return isJson ? undefined : (readMarkedUp(page) ?? readPlainPage(page));
}
