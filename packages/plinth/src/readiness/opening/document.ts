import type { OpenApiDocument } from "#policy";

/** Nesting beyond which a document is not one to work with; OpenAPI documents stay below 30. */
const MAX_DEPTH = 64;
/** Longest text, and longest list, that a schema may ask for as a sample. */
const MAX_LENGTH = 10_000;
const MAX_ITEMS = 100;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether a value looks like an OpenAPI document. */
const isDocument = (value: unknown): value is OpenApiDocument =>
  isObject(value) && typeof value["openapi"] === "string" && isObject(value["paths"]);

/**
 * What probes build from a document stays small: a target could ask for a text of gigabytes, or for
 * lists of lists that multiply.
 */
const bounded = (value: unknown, depth: number, room: number): unknown => {
  if (depth > MAX_DEPTH) throw new RangeError("nested too deeply");
  if (Array.isArray(value)) return value.map((one) => bounded(one, depth + 1, room));
  if (!isObject(value)) return value;
  const wanted = value["minItems"];
  const items = typeof wanted === "number" ? Math.max(0, Math.min(wanted, room)) : undefined;
  const left = items === undefined ? room : Math.floor(room / Math.max(1, items));
  const entries = Object.entries(value).map(([name, member]): [string, unknown] => {
    if (name === "minItems" && typeof member === "number") return [name, items];
    if (name === "minLength" && typeof member === "number") {
      return [name, Math.min(member, MAX_LENGTH)];
    }
    return [name, bounded(member, depth + 1, left)];
  });
  return Object.fromEntries(entries);
};

/** The document of a target with harmless sizes; undefined when it is none. */
export const readDocument = (json: unknown): OpenApiDocument | undefined => {
  if (!isDocument(json)) return undefined;
  try {
    const document = bounded(json, 0, MAX_ITEMS);
    return isDocument(document) ? document : undefined;
  } catch {
    return undefined;
  }
};
