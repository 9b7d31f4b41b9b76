import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";

/** The build that the servers of these tests serve. */
const build = fileURLToPath(new URL("../../../apps/cibozer/dist/web/", import.meta.url));
const assets = `${build}assets/`;

/** Bytes of a script as browsers get it: Brotli, where that is smaller. */
const weigh = (file: string): number => {
  const plain = readFileSync(assets + file);
  return Math.min(
    plain.length,
    existsSync(`${assets}${file}.br`)
      ? readFileSync(`${assets}${file}.br`).length
      : brotliCompressSync(plain).length,
  );
};

/** The file of a part, by the name of its source. */
const fileOf = (name: string): string => {
  const hashed = new RegExp(`^${name}-[\\w-]{8}\\.js$`);
  const found = readdirSync(assets).filter((file) => hashed.test(file));
  if (found.length !== 1) throw new Error(`${name}: ${found.length} files in the build`);
  return found[0] ?? "";
};

/** A script and all that it imports at once. */
const closureOf = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(assets + file, "utf8");
  for (const [, next = ""] of text.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) {
    closureOf(next, seen);
  }
  return seen;
};

const first = (): string => {
  const page = readFileSync(`${build}index.html`, "utf8");
  return /<script type="module"[^>]* src="\/assets\/([^"]+)"/.exec(page)?.[1] ?? "";
};

const filesOf = (parts: readonly string[]): readonly string[] => [
  ...new Set([first(), ...parts.map(fileOf)].flatMap((file) => [...closureOf(file)])),
];
const weightOf = (parts: readonly string[], more: readonly string[] = []): number =>
  [...filesOf(parts), ...more.map(fileOf)].reduce((sum, file) => sum + weigh(file), 0);

describe("UX-03: what a page loads is held to a budget", () => {
  it("the landing page with its form is at most 115 KB of script, in three files", () => {
    expect(weightOf(["day-planner"])).toBeLessThanOrEqual(115_000);
    expect(filesOf(["day-planner"])).toHaveLength(3);
  });

  it.each(["plan-route", "groceries-route"])(
    "PERF-04: %s is at most 130 KB of script, in five files, none of them the landing page's",
    (part) => {
      const files = filesOf(["signed-in", part]);
      expect(weightOf(["signed-in", part])).toBeLessThanOrEqual(130_000);
      expect(files).toHaveLength(5);
      expect(files).not.toContain(fileOf("day-planner"));
    },
  );

  it("PERF-04: what every page needs comes in two halves beside each other", () => {
    const files = filesOf([]);
    expect(files).toHaveLength(2);
    for (const file of files) expect(weigh(file), file).toBeLessThanOrEqual(60_000);
  });

  it.each([
    ["a day, planned by a visitor", ["day-planner", "day-menu"]],
    ["a new plan", ["new-plan-route"]],
    ["a week", ["plan-route"]],
    ["the grocery list", ["groceries-route"]],
  ] as const)("%s is at most 250 KB of script, the planner's worker included", (_page, parts) => {
    expect(weightOf(parts, ["worker"])).toBeLessThanOrEqual(250_000);
  });

  it.each([
    ["index", ["day-planner"]],
    ["plans/id", ["signed-in", "plan-route"]],
    ["plans/id/groceries", ["signed-in", "groceries-route"]],
  ] as const)("PERF-04: the HTML of %s names every script that it begins with", (page, parts) => {
    const html = readFileSync(`${build}pages/${page}.html`, "utf8");
    expect(filesOf(parts).filter((file) => !html.includes(`"/assets/${file}"`))).toEqual([]);
    // Browsers ask for few files at a time: the largest, which all others need, is the first of them.
    const [ahead = ""] = /(?<=<link rel="modulepreload" [^>]*\/assets\/)[^"]+/.exec(html) ?? [];
    expect(ahead).toBe(fileOf("react"));
    // The head of the frame is painted before any of them has come: what that needs is inside.
    expect(html).not.toMatch(/<link rel="stylesheet"|<script src=/);
    expect(/<style>.*<\/style>/s.exec(html)?.[0]).toContain(".masthead");
    expect(html).toMatch(/<div id="app">\s*<header class="masthead">/);
    // Nor does anything else go before the first script: the icon and early answers wait their turn.
    expect(html).toContain('<script type="module" crossorigin fetchpriority="low" src=');
    expect(html).toContain(
      '<img src="/favicon.svg" alt="" width="32" height="32" fetchpriority="low"',
    );
    if (page !== "index")
      expect(html).toContain('as:"fetch",crossOrigin:"anonymous",fetchPriority:"low"');
  });

  it.each(["plan-route", "groceries-route"])(
    "PERF-04: %s leaves dialogs to the first one",
    (part) => {
      const files = filesOf(["signed-in", part]);
      for (const name of ["dialogs", "fields"]) expect(files).not.toContain(fileOf(name));
    },
  );

  it("signing in loads nothing of plans, of administration, nor of the planner", () => {
    const files = filesOf(["account-routes"]);
    const own = ["plan-route", "new-plan-route", "groceries-route", "worker", "day-planner"];
    for (const part of own) expect(files).not.toContain(fileOf(part));
    const text = files.map((file) => readFileSync(assets + file, "utf8")).join("\n");
    // Addresses of the console's and of the kitchen's calls, which no minifier renames.
    const words = ["/api/v1/admin", "/api/v1/operations", "/api/v1/plans", "/api/v1/kitchen"];
    expect(words.filter((word) => text.includes(word))).toEqual([]);
  });
});
