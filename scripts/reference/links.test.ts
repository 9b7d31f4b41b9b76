import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { anchor } from "./markdown.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The pages of a folder. */
const within = (folder: string): readonly string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));

const PAGES = [
  ...["", "docs", "docs/guide", "docs/decisions"].flatMap(within),
  "docs/reference/routes.md",
  "docs/reference/errors.md",
  "docs/reference/configuration.md",
  "docs/reference/properties.md",
  "docs/reference/traceability.md",
  "specs/production-readiness/requirements.md",
  "specs/production-readiness/design.md",
  "specs/production-readiness/tasks.md",
];

const textOf = (file: string): string => readFileSync(file, "utf8");

const anchorsOf = (file: string): ReadonlySet<string> =>
  new Set([...textOf(file).matchAll(/^#+ (.+)$/gm)].map((match) => anchor(match[1] ?? "")));

const isBroken = (page: string, link: string): boolean => {
  if (/^https?:/.test(link)) return false;
  const [path = "", fragment] = link.split("#");
  const file = path === "" ? join(root, page) : resolve(root, dirname(page), path);
  if (!existsSync(file)) return true;
  return fragment !== undefined && !anchorsOf(file).has(fragment);
};

test.each(PAGES)("P-119, DOC-02, DOC-06: no link of %s is broken", (page) => {
  const links = [...textOf(join(root, page)).matchAll(/\]\(([^)\s]+)\)/g)].map(
    (match) => match[1] ?? "",
  );
  const broken = [...new Set(links)].filter((link) => isBroken(page, link));
  expect(broken).toEqual([]);
});

test("P-119, DOC-03: the list of guides names every guide", () => {
  const list = textOf(join(root, "docs/guide/README.md"));
  const guides = readdirSync(join(root, "docs/guide")).filter((name) => name.endsWith(".md"));
  const unnamed = guides.filter((name) => name !== "README.md" && !list.includes(`](${name})`));
  expect(unnamed).toEqual([]);
});
