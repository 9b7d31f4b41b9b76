import type { TSchema } from "#policy";

type Reader = (text: string) => unknown;

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/;

/** Text that is no number stays text, so that the schema refuses it by name. */
const readNumber: Reader = (text) => (NUMBER.test(text) ? Number(text) : text);
const readBoolean: Reader = (text) => {
  if (text === "true") return true;
  return text === "false" ? false : text;
};

const READERS: Readonly<Record<string, Reader>> = {
  integer: readNumber,
  number: readNumber,
  boolean: readBoolean,
};

interface Property {
  readonly type?: string;
  readonly items?: Property;
  readonly default?: unknown;
}

interface Field {
  readonly name: string;
  readonly read: Reader | undefined;
  readonly isList: boolean;
  readonly fallback: unknown;
}

const fieldOf = ([name, property]: [string, Property]): Field => {
  const isList = property.type === "array";
  const type = isList ? property.items?.type : property.type;
  return { name, isList, read: READERS[type ?? ""], fallback: property.default };
};

/**
 * Reads the text values of paths and queries as the types that an object schema names for its
 * members; the plan is made once per route. Members of other types stay text.
 */
export const compileTextReader = (schema: TSchema): ((value: unknown) => unknown) => {
  const { properties = {} } = schema as { properties?: Record<string, Property> };
  const fields = Object.entries(properties)
    .map(fieldOf)
    .filter(({ fallback, isList, read }) => read !== undefined || isList || fallback !== undefined);
  return (value) => {
    const record = value as Record<string, unknown>;
    for (const { name, isList, read, fallback } of fields) {
      const given = record[name] ?? fallback;
      if (given === undefined) continue;
      const values = isList && !Array.isArray(given) ? [given] : given;
      if (read === undefined) record[name] = values;
      else if (typeof values === "string") record[name] = read(values);
      else if (Array.isArray(values)) {
        record[name] = values.map((entry: unknown) =>
          typeof entry === "string" ? read(entry) : entry,
        );
      } else record[name] = values;
    }
    return record;
  };
};

/**
 * Query objects have no prototype to reach or shadow. Made by a constructor, because the engine
 * keeps such objects fast, and Object.create(null) slow.
 */
const QueryObject = function QueryObject() {
  // Members are added by parseQuery.
} as unknown as new () => Record<string, unknown>;
QueryObject.prototype = Object.create(null);

const ENCODED = /[%+]/;

const decode = (text: string): string => {
  if (!ENCODED.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
};

/**
 * Query text as an object without a prototype (application/x-www-form-urlencoded); a name given
 * twice becomes a list. A broken percent sign stays as it is.
 */
export const parseQuery = (url: string | undefined): Record<string, unknown> => {
  const query = new QueryObject();
  const at = url?.indexOf("?") ?? -1;
  if (url === undefined || at === -1) return query;
  for (const pair of url.slice(at + 1).split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? "" : decode(pair.slice(equals + 1));
    const before = query[name];
    if (before === undefined) query[name] = value;
    // Grown in place: a thousand repetitions would otherwise be copied a thousand times.
    else if (Array.isArray(before)) before.push(value);
    else query[name] = [before, value];
  }
  return query;
};
