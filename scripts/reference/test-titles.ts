import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** A test as a reader of the reports knows it. */
export interface TestTitle {
  /** Path from the repository's root. */
  readonly file: string;
  readonly title: string;
}

const ROOTS = ["packages", "apps", "e2e", "scripts", "bench"];
const SKIPPED = new Set(["node_modules", "dist", "results"]);
const RUNNERS = new Set(["test", "it", "describe"]);

/** Test files, and the conformance suites that several test files run. */
const isTestFile = (path: string): boolean =>
  /\.test\.tsx?$/.test(path) || /conformance[^/]*(\/[^/]+)*\.ts$/.test(path);

const listFiles = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return [path];
      return SKIPPED.has(entry.name) ? [] : listFiles(path);
    });
  } catch {
    // A workspace that does not exist has no tests.
    return [];
  }
};

/** "it" of it("…"), it.each([…])("…") and it.skipIf(x)("…"). */
const runnerOf = (callee: ts.Expression): string | undefined => {
  if (ts.isIdentifier(callee)) return callee.text;
  if (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) {
    return runnerOf(callee.expression);
  }
  return undefined;
};

const textOf = (node: ts.Node | undefined): string | undefined => {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map((span) => `…${span.literal.text}`).join("");
};

const isName = (node: ts.Node): node is ts.PropertyAssignment =>
  ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === "name";

/** Titles of a source: of every call of a runner, and of the cases that suites list by `name`. */
export const titlesIn = (source: string, file: string): readonly string[] => {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false);
  const titles: string[] = [];
  const isSuite = !/\.test\.tsx?$/.test(file);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && RUNNERS.has(runnerOf(node.expression) ?? "")) {
      const title = textOf(node.arguments[0]);
      if (title !== undefined) titles.push(title);
    } else if (isSuite && isName(node)) {
      const title = textOf(node.initializer);
      if (title !== undefined) titles.push(title);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return titles;
};

/** Every test of the repository that can be found by reading. */
export const loadTestTitles = (root: string): readonly TestTitle[] =>
  ROOTS.flatMap((folder) => listFiles(join(root, folder)))
    .map((path) => path.slice(root.length + 1))
    .filter(isTestFile)
    .toSorted()
    .flatMap((file) =>
      titlesIn(readFileSync(join(root, file), "utf8"), file).map((title) => ({ file, title })),
    );
