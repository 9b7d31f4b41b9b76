const TYPES: ReadonlySet<unknown> = new Set([
  "string",
  "number",
  "integer",
  "boolean",
  "null",
  "object",
  "array",
]);

type Test = (value: unknown) => boolean;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText: Test = (value) => typeof value === "string";
const isNumber: Test = Number.isFinite;
const isSize: Test = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isFlag: Test = (value) => typeof value === "boolean";
const isListOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(test);

const areDistinctTexts = (list: readonly unknown[]): boolean =>
  new Set(list).size === list.length && list.every(isText);

const isPattern: Test = (value) => {
  if (typeof value !== "string") return false;
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
};

/** What each keyword may hold. Whoever adds one sees in the property test whether it may stand here. */
const KEYWORDS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ["type", (value) => TYPES.has(value)],
  ["properties", (value) => isObject(value) && Object.values(value).every(isPlainSchema)],
  ["required", (value) => Array.isArray(value) && areDistinctTexts(value)],
  ["additionalProperties", isFlag],
  ["items", isPlainSchema],
  ["anyOf", isListOf(isPlainSchema)],
  ["const", (value) => isText(value) || isNumber(value) || isFlag(value)],
  ["enum", (value) => Array.isArray(value) && value.length > 0 && areDistinctTexts(value)],
  ["title", isText],
  ["description", isText],
  ["format", isText],
  ["pattern", isPattern],
  ["default", () => true],
  ["examples", Array.isArray],
  ["minimum", isNumber],
  ["maximum", isNumber],
  ["exclusiveMinimum", isNumber],
  ["exclusiveMaximum", isNumber],
  ["minLength", isSize],
  ["maxLength", isSize],
  ["minItems", isSize],
  ["maxItems", isSize],
  ["uniqueItems", isFlag],
]);

/**
 * Whether a schema is of the plain kind that a serialiser can be built of whatever it says, so that
 * building it may wait for the first answer. What is not, such as one with references, is built at the
 * start, and refuses the start where it is wrong.
 */
export function isPlainSchema(schema: unknown): boolean {
  if (!isObject(schema)) return false;
  // TypeBox keeps notes of its own beside the keywords.
  const keywords = Object.entries(schema).filter(([name]) => !name.startsWith("~"));
  // What stands beside variants is merged into each of them, and may contradict one.
  if (keywords.length > 1 && "anyOf" in schema) return false;
  return keywords.every(([name, value]) => KEYWORDS.get(name)?.(value) ?? false);
}
