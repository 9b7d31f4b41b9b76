import type { TSchema } from "./schemas.ts";

/** What happens when a field holds what looks like an attack. */
export type InspectMode = "block" | "log" | "off";

/**
 * Modes by field: the last name where it is the only one ("note"), or the whole path
 * ("body.lines[].note"). `{ off: "why" }` turns inspection off for the whole route.
 */
export type InspectDeclaration = { readonly off: string } | Readonly<Record<string, InspectMode>>;

/** One field that holds text, and what is done with it. */
export interface InspectedField {
  /**
   * Path from its part: "params.id", "body.lines[].note", "body.extra.*" for undeclared members,
   * "files.photo[]" for the names of files.
   */
  readonly field: string;
  readonly mode: InspectMode;
  /** What decided: the kind of field, or the declaration. */
  readonly because:
    | "identifier"
    | "free text"
    | "open object"
    | "secret"
    | "declared"
    | "file name";
}

/** The inspection of a route. */
export interface InspectPolicy {
  readonly fields: readonly InspectedField[];
  /** Why nothing is inspected; null where the route did not turn it off. */
  readonly off: string | null;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly writeOnly?: boolean;
}

/** A place in a schema where text may stand. */
interface Leaf {
  readonly field: string;
  readonly name: string;
  readonly kind: "text" | "open";
  readonly schema: Schema;
}

/**
 * Whether a pattern says all there is to say: anchored at both ends, and without a part that takes
 * any character. What fits such a pattern is no attack, and what does not was refused before.
 */
export const isClosedPattern = (pattern: string): boolean =>
  pattern.startsWith("^") &&
  pattern.endsWith("$") &&
  !pattern.includes("|") &&
  !/\[\^|\\[SWDPp]|[<>'"`;]/.test(pattern) &&
  !/(?<!\\)\.(?![^[]*\])/.test(pattern);

const MAX_DEPTH = 12;

const membersOf = (schema: Schema, field: string, depth: number): readonly Leaf[] => {
  const named = Object.entries(schema.properties ?? {}).flatMap(([name, member]) =>
    leavesOf(member, `${field}.${name}`, name, depth + 1),
  );
  const rest = [
    ...Object.values(schema.patternProperties ?? {}),
    ...(typeof schema.additionalProperties === "object" ? [schema.additionalProperties] : []),
  ].flatMap((member) => leavesOf(member, `${field}.*`, "*", depth + 1));
  // The names of such members are the client's too: the object is open even where its values are
  // numbers. One without any word about further members takes them, but a strict one does not.
  const isRecord = schema.patternProperties !== undefined;
  // The names of path parameters are the route's own.
  const isOpen =
    field !== "params" && (isRecord || (schema.additionalProperties ?? true) !== false);
  const open: Leaf = { field: `${field}.*`, name: "*", kind: "open", schema };
  return isOpen ? [...named, open, ...rest] : [...named, ...rest];
};

const leavesOf = (schema: Schema, field: string, name: string, depth: number): readonly Leaf[] => {
  if (depth > MAX_DEPTH || schema.enum !== undefined || schema.const !== undefined) return [];
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  if (branches.length > 0) {
    return branches.flatMap((branch) => leavesOf(branch, field, name, depth + 1));
  }
  const types = typeof schema.type === "string" ? [schema.type] : schema.type;
  if (types === undefined) return [{ field, name, kind: "open", schema }];
  return types.flatMap((type) => {
    if (type === "string") return [{ field, name, kind: "text" as const, schema }];
    if (type === "object") return membersOf(schema, field, depth);
    if (type !== "array") return [];
    const items = schema.items === undefined ? [{}] : [schema.items].flat();
    return items.flatMap((item) => leavesOf(item, `${field}[]`, name, depth + 1));
  });
};

/** Names of the members of a schema that may hold text. */
export const textNames = (schema: TSchema): readonly string[] =>
  leavesOf(schema as Schema, "", "", 0).map(({ name }) => name);

/** Secrets are never looked at: what is found in them would tell of them. */
const SECRET =
  /pass(?:word|phrase)|secret|token$|^(?:otp|pin|totp|code|codes|recoveryCode|credential|signature|challenge|apiKey|key)$/i;

/** Names of fields in which programs write, not people. */
const TECHNICAL =
  /(?:^|[a-z])(?:Id|Ids|Key|Slug|Type|Kind|Status|State|Sort|Order|Locale|Language|Currency|Country|Cursor|Version|Hash|Email|Url|Uri|Path|Host|Zone|Route|Scope|Role)$|^(?:id|ids|slug|type|kind|status|state|sort|order|locale|language|currency|country|cursor|version|hash|email|url|uri|path|host|timezone|route|scope|scopes|role|roles|permission|tier|units?|v)$/;

/** Query fields in which people search. */
const SEARCH = /^(?:q|query|search|text|term|find|filter|note|name|message|title)$/i;

const defaultOf = (part: string, leaf: Leaf): Pick<InspectedField, "mode" | "because"> => {
  if (leaf.schema.writeOnly === true || (part === "body" && SECRET.test(leaf.name))) {
    return { mode: "off", because: "secret" };
  }
  if (leaf.kind === "open") return { mode: "block", because: "open object" };
  const isTechnical =
    part === "params" ||
    leaf.schema.format !== undefined ||
    TECHNICAL.test(leaf.name) ||
    (part === "query" && !SEARCH.test(leaf.name));
  return isTechnical
    ? { mode: "block", because: "identifier" }
    : { mode: "log", because: "free text" };
};

const isClosed = ({ kind, schema }: Leaf): boolean =>
  kind === "text" && schema.pattern !== undefined && isClosedPattern(schema.pattern);

const PARTS = ["params", "query", "body"] as const;
const MODES: readonly unknown[] = ["block", "log", "off"] satisfies readonly InspectMode[];

type Schemas = { readonly [P in (typeof PARTS)[number]]?: TSchema | undefined } & {
  readonly upload?: Readonly<Record<string, unknown>>;
};

/** The fields that a declared name means: by whole path, or by its last name. */
const meant = (fields: readonly InspectedField[], name: string): readonly InspectedField[] => {
  const exact = fields.filter(({ field }) => field === name);
  if (exact.length > 0) return exact;
  return fields.filter(({ field }) => field.replaceAll("[]", "").endsWith(`.${name}`));
};

const declaredModes = (
  declared: Readonly<Record<string, unknown>>,
  fields: readonly InspectedField[],
  problems: string[],
): ReadonlyMap<string, InspectMode> => {
  const modes = new Map<string, InspectMode>();
  for (const [name, mode] of Object.entries(declared)) {
    const [field, ...others] = meant(fields, name);
    if (field === undefined) {
      problems.push(`inspect: ${name} is no text field of the schemas; its shape says it all`);
    } else if (others.length > 0) {
      problems.push(`inspect: ${name} names several fields; say which, such as ${field.field}`);
    } else if (!MODES.includes(mode)) {
      problems.push(`inspect: ${name} is block, log or off`);
    } else if (field.because === "secret" && mode !== "off") {
      problems.push(`inspect: ${name} is a secret and never looked at`);
    } else modes.set(field.field, mode as InspectMode);
  }
  return modes;
};

/**
 * The inspection of a route: a mode for every field that may hold text, by its kind unless declared
 * (VAL-09). Fields whose enum or closed pattern leaves nothing to hide are left out.
 */
export const parseInspection = (
  schemas: Schemas,
  declared: InspectDeclaration | undefined,
  problems: string[],
): InspectPolicy => {
  const defaults = new Map<string, InspectedField>();
  for (const part of PARTS) {
    const schema = schemas[part] as Schema | undefined;
    if (schema === undefined) continue;
    for (const leaf of leavesOf(schema, part, part, 0)) {
      if (isClosed(leaf) || defaults.has(leaf.field)) continue;
      defaults.set(leaf.field, { field: leaf.field, ...defaultOf(part, leaf) });
    }
  }
  // Names of files are made safe whatever they say, so they are only logged unless declared.
  for (const name of Object.keys(schemas.upload ?? {})) {
    const field = `files.${name}[]`;
    defaults.set(field, { field, mode: "log", because: "file name" });
  }
  const fields = [...defaults.values()];
  if (declared === undefined) return { fields, off: null };
  const off = (declared as { readonly off?: unknown }).off;
  if (typeof off === "string" && !MODES.includes(off)) {
    if (off.trim().length < 8) problems.push("inspect: a route without inspection says why in off");
    if (Object.keys(declared).length > 1) {
      problems.push("inspect: turned off as a whole, so no field has a mode");
    }
    return { fields: fields.map((entry) => ({ ...entry, mode: "off" })), off };
  }
  const modes = declaredModes(declared, fields, problems);
  return {
    fields: fields.map((entry) => {
      const mode = modes.get(entry.field);
      return mode === undefined ? entry : { ...entry, mode, because: "declared" };
    }),
    off: null,
  };
};

/** The inspection in one line: "blocks body.slug; logs body.note; not body.password (secret)". */
export const describeInspection = ({ fields, off }: InspectPolicy): string => {
  if (off !== null) return `off: ${off}`;
  const names = (mode: InspectMode): string =>
    fields
      .filter((entry) => entry.mode === mode)
      .map(({ field, because }) =>
        mode === "off" ? `${field.replace(/^[a-z]+\./, "")} (${because})` : field,
      )
      .join(", ");
  const parts = [
    ["blocks", names("block")],
    ["logs", names("log")],
    ["not", names("off")],
  ].filter(([, list]) => list !== "");
  return parts.length === 0
    ? "nothing to inspect"
    : parts.map(([verb, list]) => `${verb} ${list}`).join("; ");
};
