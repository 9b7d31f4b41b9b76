import ts from "typescript";

/** One place where SQL is put together from strings. */
export interface BuiltSql {
  readonly file: string;
  /** Beginning with 1. */
  readonly line: number;
  readonly text: string;
}

/** What was seen of one file. */
export interface SqlOfFile {
  /** Statements of the `sql` template and of the query builder. */
  readonly safe: number;
  /** Whole statements in one string, without anything put in. */
  readonly fixed: number;
  readonly built: readonly BuiltSql[];
}

/** The shape of a statement or of its parts, not only its words: prose selects from, too. */
const SHAPE =
  /^\s*(?:select\b[^.]*\bfrom\b|insert\s+into\b|update\s+\S+\s+set\b|delete\s+from\b|replace\s+into\b|(?:create|drop|alter|truncate)\s+(?:unique\s+|temp(?:orary)?\s+)?(?:table|index|view|trigger|schema|database|role|user)\b|attach\s+database\b|pragma\s+\w+|with\s+\w+\s+as\s*\(|(?:where|and|or|order\s+by|having|union(?:\s+all)?\s+select|values\s*\()\b\s*.*(?:=|\bin\b|\blike\b|\?|\$\d))/is;

/** Whether a text looks like SQL, which people write in one case; sentences begin with a capital. */
const isSqlLike = (text: string): boolean => {
  const bare = text.replace(/^\?/, "");
  return SHAPE.test(bare) && /^\s*(?:[a-z]+|[A-Z]+)\b/.test(bare);
};

/** Stands for what is put in. */
const HOLE = "?";

/** Calls that take whole statements as text. */
const TAKES_TEXT: readonly string[] = [
  "prepare",
  "exec",
  "query",
  "execute",
  "raw",
  "unsafe",
  "lit",
];
/** Of `sql` and `CompiledQuery`: whatever they are given goes into the statement as it is. */
const RAW: readonly string[] = ["raw", "unsafe", "lit"];
const RUNS: readonly string[] = [
  "execute",
  "executeTakeFirst",
  "executeTakeFirstOrThrow",
  "compile",
  "prepare",
];

const isText = (node: ts.Node): node is ts.StringLiteral | ts.NoSubstitutionTemplateLiteral =>
  ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node);

const isPlus = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) &&
  (node.operatorToken.kind === ts.SyntaxKind.PlusToken ||
    node.operatorToken.kind === ts.SyntaxKind.PlusEqualsToken);

/** Text of an expression with holes where something is put in; undefined for what is no text. */
const textOf = (node: ts.Node): string | undefined => {
  if (isText(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    return node.head.text + node.templateSpans.map(({ literal }) => HOLE + literal.text).join("");
  }
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (!isPlus(node)) return undefined;
  const [left, right] = [textOf(node.left), textOf(node.right)];
  if (left === undefined && right === undefined) return undefined;
  return (left ?? HOLE) + (right ?? HOLE);
};

/** What cannot hold SQL: numbers, and names in capitals, which are constants of the file. */
const isHarmless = (node: ts.Node): boolean => {
  if (isText(node) || ts.isNumericLiteral(node)) return true;
  if (ts.isIdentifier(node)) return /^[A-Z][A-Z0-9_]*$/.test(node.text);
  return (
    ts.isCallExpression(node) &&
    /^(?:Math\.\w+|Number|Number\.parse\w+)$/.test(node.expression.getText())
  );
};

/** Whether anything else than that is put into a text. */
const hasHole = (node: ts.Node): boolean => {
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.some(({ expression }) => !isHarmless(expression));
  }
  if (ts.isParenthesizedExpression(node)) return hasHole(node.expression);
  return isPlus(node) ? hasHole(node.left) || hasHole(node.right) : !isHarmless(node);
};

const isSqlTag = (node: ts.Node): boolean =>
  ts.isTaggedTemplateExpression(node) && /(?:^|\.)sql$/.test(node.tag.getText());

/** Inside of a larger expression of the same text: only the outermost counts. */
const isPart = ({ parent }: { readonly parent: ts.Node | undefined }): boolean =>
  parent === undefined ||
  isPlus(parent) ||
  ts.isParenthesizedExpression(parent) ||
  ts.isTaggedTemplateExpression(parent);

/** A call that hands text to the database, where that text is not a constant. */
const isRawCall = (node: ts.CallExpression): boolean => {
  if (!ts.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression } = node.expression;
  const [given] = node.arguments;
  if (given === undefined) return false;
  if (RAW.includes(name.text) && /^(?:sql|CompiledQuery)$/.test(expression.getText())) {
    return hasHole(given);
  }
  const shape = textOf(given);
  // Whatever it looks like, a text for these is not put together in place.
  return (
    TAKES_TEXT.includes(name.text) &&
    shape !== undefined &&
    hasHole(given) &&
    /^\s*[a-z]+\s/i.test(shape)
  );
};

/** A call that runs a statement of the query builder. */
const runsBuilder = ({ expression: callee }: ts.CallExpression): boolean =>
  ts.isPropertyAccessExpression(callee) &&
  RUNS.includes(callee.name.text) &&
  !ts.isIdentifier(callee.expression);

type Verdict = "safe" | "fixed" | "built" | undefined;

/** What a node is, apart from its parts. */
const judge = (node: ts.Node): Verdict => {
  if (isSqlTag(node)) return "safe";
  if (ts.isCallExpression(node)) {
    if (isRawCall(node)) return "built";
    return runsBuilder(node) ? "safe" : undefined;
  }
  if (isPart(node) || !isSqlLike(textOf(node) ?? "")) return undefined;
  if (!hasHole(node)) return "fixed";
  // The call that it is given to was told already.
  return ts.isCallExpression(node.parent) && isRawCall(node.parent) ? undefined : "built";
};

/** Looks for SQL in the text of one file. */
export const sqlOfFile = (file: string, source: string): SqlOfFile => {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const built: BuiltSql[] = [];
  let [safe, fixed] = [0, 0];
  const lookAt = (node: ts.Node): void => {
    const verdict = judge(node);
    if (verdict === "safe") safe += 1;
    else if (verdict === "fixed") fixed += 1;
    else if (verdict === "built") {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      built.push({ file, line: line + 1, text: node.getText().slice(0, 120) });
    }
    ts.forEachChild(node, lookAt);
  };
  lookAt(tree);
  return { safe, fixed, built };
};
