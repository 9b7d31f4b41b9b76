import { Secret } from "#core";
import { redactText } from "./redact-text.ts";
import { isMeasure, isSecretHeader, isSensitiveName, REDACTED } from "./sensitive.ts";

/** Bounds of one redaction, so that a log call with a huge or endless value stays cheap. */
const MAX_DEPTH = 12;
const MAX_ENTRIES = 200;
const MAX_NODES = 4_000;

const NESTED = "[too deep]";
const CIRCULAR = "[circular]";
const UNREADABLE = "[unreadable]";

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?Z$/;

interface Walk {
  readonly path: Set<object>;
  nodes: number;
}

/** Runs foreign code (getters, toJSON, proxies), which may throw. */
const attempt = (read: () => unknown): unknown => {
  try {
    return read();
  } catch {
    return UNREADABLE;
  }
};

const hide = (name: string, value: unknown): unknown => {
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (typeof value === "number" && isMeasure(name)) return value;
  // password_changed_at tells when, not what.
  if (value instanceof Date) return value.toISOString();
  return typeof value === "string" && INSTANT.test(value) ? value : REDACTED;
};

const walkEntry = (name: string, value: unknown, depth: number, walk: Walk): unknown =>
  isSensitiveName(name) ? hide(name, value) : walkValue(value, depth, walk);

/** Whether a value can be the name of another, as in a pair; addresses and sentences cannot. */
const isName = (value: unknown): value is string =>
  typeof value === "string" && /^[\w.[\]-]{1,64}$/.test(value);

/** `{ name: "password", value: "…" }`: the name of the secret is itself a value. */
const namesSecret = (entries: readonly (readonly [string, unknown])[]): boolean =>
  entries.some(
    ([key, value]) =>
      /^(?:name|key|header|field|id)$/i.test(key) && isName(value) && isSensitiveName(value),
  );

const walkEntries = (
  entries: readonly (readonly [string, unknown])[],
  depth: number,
  walk: Walk,
): Record<string, unknown> => {
  // No prototype: a key such as __proto__ must be data.
  const result: Record<string, unknown> = Object.create(null);
  const named = namesSecret(entries);
  for (const [key, value] of entries.slice(0, MAX_ENTRIES)) {
    const isValueOfName = named && /^(?:value|content|data)$/i.test(key);
    result[redactText(key)] = isValueOfName ? hide(key, value) : walkEntry(key, value, depth, walk);
  }
  if (entries.length > MAX_ENTRIES) result["…"] = `${entries.length - MAX_ENTRIES} more`;
  return result;
};

const walkList = (items: readonly unknown[], depth: number, walk: Walk): unknown[] => {
  const result = items.slice(0, MAX_ENTRIES).map((item, index) => {
    const before: unknown = index > 0 ? items[index - 1] : undefined;
    // Node's rawHeaders: name, value, name, value.
    if (typeof before === "string" && isSecretHeader(before)) return hide(before, item);
    // A list of pairs, as Object.entries and Headers give it.
    if (Array.isArray(item) && item.length === 2 && isName(item[0])) {
      return [redactText(item[0]), walkEntry(item[0], item[1], depth - 1, walk)];
    }
    return walkValue(item, depth, walk);
  });
  if (items.length > MAX_ENTRIES) result.push(`… ${items.length - MAX_ENTRIES} more`);
  return result;
};

const ownEntries = (value: object): [string, unknown][] =>
  Object.keys(value).map((key) => [key, attempt(() => Reflect.get(value, key))]);

const walkError = (error: Error, depth: number, walk: Walk): Record<string, unknown> => {
  const known = ["name", "message", "code", "stack", "cause", "errors"];
  const extra = ownEntries(error).filter(([key]) => !known.includes(key));
  const entries = known
    .map((key): [string, unknown] => [key, attempt(() => Reflect.get(error, key))])
    .filter(([, value]) => value !== undefined);
  return walkEntries([...entries, ...extra], depth, walk);
};

/**
 * Maps and what behaves like them. Headers are told by their tag: naming the class would make Node
 * load its whole HTTP client.
 */
const isKeyed = (value: object): value is Iterable<[unknown, unknown]> =>
  value instanceof Map ||
  value instanceof URLSearchParams ||
  Object.prototype.toString.call(value) === "[object Headers]";

const walkObject = (value: object, depth: number, walk: Walk): unknown => {
  if (value instanceof Secret) return value.toString();
  if (value instanceof Error) return walkError(value, depth, walk);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return walkList(value, depth, walk);
  if (value instanceof Set) return walkList([...value], depth, walk);
  if (isKeyed(value)) {
    const entries = [...value].map(([key, item]): [string, unknown] => [
      typeof key === "string" ? key : String(walkValue(key, 0, walk)),
      item,
    ]);
    return walkEntries(entries, depth, walk);
  }
  const toJson: unknown = Reflect.get(value, "toJSON");
  if (typeof toJson === "function") {
    return walkValue(Reflect.apply(toJson, value, []), depth - 1, walk);
  }
  return walkEntries(ownEntries(value), depth, walk);
};

const walkValue = (value: unknown, depth: number, walk: Walk): unknown => {
  switch (typeof value) {
    case "string":
      return redactText(value);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "bigint":
      return value.toString();
    case "function":
    case "symbol":
      return `[${typeof value}]`;
    case "object":
      break;
    default:
      return value;
  }
  if (value === null) return null;
  if (walk.path.has(value)) return CIRCULAR;
  walk.nodes += 1;
  if (depth <= 0 || walk.nodes > MAX_NODES) return NESTED;
  walk.path.add(value);
  try {
    return walkObject(value, depth - 1, walk);
  } catch {
    return UNREADABLE;
  } finally {
    walk.path.delete(value);
  }
};

/**
 * Copies any value to plain JSON data without its secrets: everything under a sensitive name in any
 * key style, at any depth, in arrays, maps, header lists, error causes and URLs (LOG-02, P-021).
 * Booleans, null and measures such as password_min_length stay. Never throws: cycles, throwing
 * getters, endless structures and foreign toJSON are replaced by a word in square brackets. Bounds:
 * 12 levels, 200 entries a container, 4,000 containers, 8,192 characters a text.
 */
export const redact = (value: unknown): unknown =>
  walkValue(value, MAX_DEPTH, { path: new Set(), nodes: 0 });
