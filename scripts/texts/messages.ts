import { globSync, readFileSync } from "node:fs";
import ts from "typescript";

/** A message of the sources. */
export interface Message {
  readonly text: string;
  /** True where it counts something, so that other languages need its plural forms. */
  readonly isPlural: boolean;
  readonly file: string;
}

/** What the sources of a folder say. */
export interface Said {
  readonly messages: readonly Message[];
  /** Words that reach the page with no message, and messages that nobody can collect. */
  readonly faults: readonly string[];
}

/** Attributes whose words are read or heard. */
const SPOKEN = new Set(["alt", "aria-label", "description", "label", "placeholder", "title"]);
/** Words, not only a sign or a placeholder's braces: two letters beside each other. */
const WORDS = /[a-zA-Z]{2}/;
/** Names and units that are the same in every language. */
const SAME_EVERYWHERE = new Set(["Cibozer", "Plinth"]);

const isWords = (text: string): boolean => WORDS.test(text) && !SAME_EVERYWHERE.has(text.trim());

/** The literals an expression can be: itself, or the branches of a condition. */
const literalsOf = (node: ts.Expression | undefined): readonly string[] | undefined => {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return literalsOf(node.expression);
  if (!ts.isConditionalExpression(node)) return undefined;
  const [yes, no] = [literalsOf(node.whenTrue), literalsOf(node.whenFalse)];
  return yes === undefined || no === undefined ? undefined : [...yes, ...no];
};

/** The words of an expression: literals, or the fixed parts of a template. */
const wordsOf = (node: ts.Expression | undefined): readonly string[] | undefined =>
  node !== undefined && ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map((span) => span.literal.text)]
    : literalsOf(node);

/** The strings of a table, without the names of its properties. */
const stringsIn = (node: ts.Node): readonly string[] => {
  if (ts.isStringLiteralLike(node)) return [node.text];
  const strings: string[] = [];
  ts.forEachChild(node, (child) => {
    if (ts.isPropertyAssignment(node) && child === node.name) return;
    strings.push(...stringsIn(child));
  });
  return strings;
};

/** "t", "t.plural", "t.rich", "t.of": how a call says its message; undefined for other calls. */
const callOf = (node: ts.CallExpression): string | undefined => {
  const { expression } = node;
  if (ts.isIdentifier(expression)) return expression.text === "t" ? "t" : undefined;
  if (!ts.isPropertyAccessExpression(expression)) return undefined;
  const isTexts = ts.isIdentifier(expression.expression) && expression.expression.text === "t";
  return isTexts ? `t.${expression.name.text}` : undefined;
};

/** Words that stand on the page as they are: text, what is put between it, and spoken attributes. */
const bareWords = (node: ts.Node, source: ts.SourceFile): readonly string[] | undefined => {
  if (ts.isJsxText(node)) return [node.text];
  if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) {
    return wordsOf(node.expression);
  }
  if (!ts.isJsxAttribute(node) || !SPOKEN.has(node.name.getText(source))) return undefined;
  const value = node.initializer;
  if (value === undefined) return undefined;
  return ts.isJsxExpression(value) ? wordsOf(value.expression) : wordsOf(value as ts.StringLiteral);
};

/** What one source says. */
export const messagesOf = (file: string, text: string): Said => {
  const kind = file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const messages: Message[] = [];
  const faults: string[] = [];
  const fault = (node: ts.Node, what: string) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    faults.push(`${file}:${line + 1} ${what}`);
  };
  const say = (node: ts.Node, texts: readonly string[] | undefined, isPlural = false) => {
    if (texts === undefined) fault(node, "a message that is no literal: put it in a table");
    else messages.push(...texts.map((one) => ({ text: one, isPlural, file })));
  };
  const visitJsx = (node: ts.Node): void => {
    const bare = bareWords(node, source);
    if (bare?.some(isWords)) fault(node, `words with no message: ${bare.join(" / ").trim()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const call = callOf(node);
      if (call === "t" || call === "t.rich") say(node, literalsOf(node.arguments[0]));
      if (call === "t.plural") say(node, literalsOf(node.arguments[2]), true);
    } else if (ts.isSatisfiesExpression(node) && node.type.getText(source) === "Messages") {
      say(node, stringsIn(node.expression));
    } else visitJsx(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { messages, faults };
};

/** What all sources under a folder say, or those of a pattern, tests aside. */
export const messagesUnder = (folder: string, pattern = "**/*.{ts,tsx}"): Said => {
  const files = globSync(`${folder}/${pattern}`)
    .filter((file) => !/\.(test|test-support|d)\.tsx?$/.test(file))
    .toSorted();
  const said = files.map((file) => messagesOf(file, readFileSync(file, "utf8")));
  return {
    messages: said.flatMap((one) => one.messages),
    faults: said.flatMap((one) => one.faults),
  };
};

/** The strings of properties of these names, in object literals that have all of them. */
const propertiesOf = (text: string, names: readonly string[]): readonly string[] => {
  const source = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest, true);
  const strings: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const found = node.properties.flatMap((property) =>
        ts.isPropertyAssignment(property) && names.includes(property.name.getText(source))
          ? (literalsOf(property.initializer) ?? [])
          : [],
      );
      if (found.length >= names.length) strings.push(...found);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return strings;
};

/** What servers declare for users while something does not work as usual (RES-03). */
export const noticesUnder = (folder: string): readonly Message[] =>
  globSync(`${folder}/**/*.ts`)
    .filter((file) => !/\.(test|test-support|d)\.ts$|\/testing\//.test(file))
    .toSorted()
    .flatMap((file) => {
      const text = readFileSync(file, "utf8");
      if (!text.includes("whileDegraded:")) return [];
      return propertiesOf(text, ["title", "whileDegraded"]).map((words) => ({
        text: words,
        isPlural: false,
        file,
      }));
    });
