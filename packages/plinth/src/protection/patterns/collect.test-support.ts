import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

/** A regular expression as it stands in the sources. */
export interface SourcePattern {
  readonly source: string;
  readonly flags: string;
  /** File and line, relative to the folder that was searched. */
  readonly place: string;
}

const isProduct = (name: string): boolean =>
  /\.tsx?$/.test(name) && !/\.(?:test|test-support|d)\.tsx?$/.test(name);

const textOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;

const ofLiteral = (text: string): Omit<SourcePattern, "place"> => {
  const end = text.lastIndexOf("/");
  return { source: text.slice(1, end), flags: text.slice(end + 1) };
};

/** `new RegExp("…", "…")`, and `pattern: "…"` as schemas have it. */
const ofNode = (node: ts.Node): Omit<SourcePattern, "place"> | undefined => {
  if (ts.isRegularExpressionLiteral(node)) return ofLiteral(node.text);
  if (ts.isNewExpression(node) && node.expression.getText() === "RegExp") {
    const source = textOf(node.arguments?.[0]);
    return source === undefined ? undefined : { source, flags: textOf(node.arguments?.[1]) ?? "" };
  }
  if (ts.isPropertyAssignment(node) && node.name.getText() === "pattern") {
    const source = textOf(node.initializer);
    return source === undefined ? undefined : { source, flags: "u" };
  }
  return undefined;
};

/** Patterns of one source text. */
export const patternsOf = (text: string, place: string): readonly SourcePattern[] => {
  const file = ts.createSourceFile(place, text, ts.ScriptTarget.Latest, true);
  const found: SourcePattern[] = [];
  const visit = (node: ts.Node): void => {
    const pattern = ofNode(node);
    if (pattern !== undefined) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push({ ...pattern, place: `${place}:${line + 1}` });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
};

/** Patterns of all product files below a folder; tests are not product. */
export const collectPatterns = (folder: string): readonly SourcePattern[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(isProduct)
    .flatMap((name) => {
      const path = join(folder, name);
      return patternsOf(readFileSync(path, "utf8"), relative(folder, path));
    });
