import { type FieldFault, platformErrors, shownName } from "#core";
import type { RoutePolicy, TSchema, UploadPolicy } from "#policy";
import { Compile, type Validator } from "#vendor/typebox-compile";
import type { RequestContext, Stage } from "../request/context.ts";
import { compileTextReader, parseQuery } from "./text-values.ts";

type SchemaError = ReturnType<Validator["Errors"]>[number];

const MAX_FAULTS = 50;

/** Names of fields as people give them; what is longer or has other characters is no name. */
const pathOf = (root: string, pointer: string): string =>
  [root, ...pointer.split("/").slice(1).map(shownName)].join(".");

const membersOf = (error: SchemaError): readonly string[] | undefined => {
  const params = error.params as Record<string, unknown>;
  const names = params["requiredProperties"] ?? params["additionalProperties"];
  return Array.isArray(names) ? names.map(String) : undefined;
};

const MEMBER_MESSAGE: Readonly<Record<string, string>> = {
  required: "is missing",
  additionalProperties: "is not a known field",
};

/** One schema error as faults: missing and unknown members each name their own field. */
const faultsOf = (root: string, error: SchemaError): FieldFault[] => {
  const field = pathOf(root, error.instancePath);
  const message = MEMBER_MESSAGE[error.keyword];
  const members = message === undefined ? undefined : membersOf(error);
  if (message === undefined || members === undefined) {
    return [{ field, rule: error.keyword, message: error.message }];
  }
  return members.map((name) => ({
    field: `${field}.${error.keyword === "required" ? name : shownName(name)}`,
    rule: error.keyword,
    message,
  }));
};

/** All faults of a value, each field once (VAL-02). */
const collectFaults = (root: string, errors: readonly SchemaError[]): FieldFault[] => {
  const seen = new Map<string, FieldFault>();
  for (const error of errors) {
    if (error.keyword === "boolean" || error.keyword === "const") continue;
    for (const fault of faultsOf(root, error)) {
      if (!seen.has(fault.field)) seen.set(fault.field, fault);
    }
  }
  return [...seen.values()].slice(0, MAX_FAULTS);
};

/** More members than any schema of ours allows; explaining each of them would cost milliseconds. */
const MAX_MEMBERS = 1_000;

/** Path of the first list or object that is far too large, or undefined. */
const findOversized = (value: unknown, path: string): string | undefined => {
  if (typeof value !== "object" || value === null) return undefined;
  const members = Object.entries(value);
  if (members.length > MAX_MEMBERS) return path;
  for (const [name, member] of members) {
    const found = findOversized(member, `${path}.${shownName(name)}`);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Every fault of a value that its schema refuses. */
const explain = (root: string, validator: Validator, value: unknown): FieldFault[] => {
  const oversized = findOversized(value, root);
  if (oversized === undefined) return collectFaults(root, validator.Errors(value));
  const message = `has more than ${MAX_MEMBERS} members`;
  return [{ field: oversized, rule: "maxItems", message }];
};

interface Part {
  readonly name: "params" | "query" | "body";
  readonly validator: Validator;
  /** Brings the value to what is checked: text to its type, defaults filled in. */
  readonly prepare: (value: unknown) => unknown;
}

const same = (value: unknown): unknown => value;

const compilePart = (name: Part["name"], schema: TSchema | null, isText: boolean): Part[] => {
  if (schema === null) return [];
  const validator = Compile(schema) as unknown as Validator;
  if (isText) return [{ name, validator, prepare: compileTextReader(schema) }];
  // Filling in defaults walks the whole value: only where a schema has any.
  const hasDefaults = JSON.stringify(schema).includes('"default":');
  return [{ name, validator, prepare: hasDefaults ? (body) => validator.Default(body) : same }];
};

const missingFiles = (
  upload: UploadPolicy,
  files: RequestContext["files"],
): FieldFault[] | undefined => {
  const missing = upload.fields.filter(
    ({ name, optional }) => !optional && (files?.[name]?.length ?? 0) === 0,
  );
  if (missing.length === 0) return undefined;
  return missing.map(({ name }) => ({
    field: `files.${name}`,
    rule: "required",
    message: "is missing",
  }));
};

/**
 * The stage that checks params, query and body against their schemas, all together: one answer
 * names every fault, files that are missing included. The text of paths, queries and forms is read
 * as the number or boolean its schema wants.
 */
export const validateStage = (policy: RoutePolicy): Stage | undefined => {
  const parts = [
    ...compilePart("params", policy.params, true),
    ...compilePart("query", policy.query, true),
    ...compilePart("body", policy.body, policy.upload !== null),
  ];
  const { upload } = policy;
  if (parts.length === 0 && upload === null) return undefined;
  const readsQuery = policy.query !== null;
  return (context: RequestContext) => {
    if (readsQuery) context.query = parseQuery(context.raw.url);
    let faults = upload === null ? undefined : missingFiles(upload, context.files);
    for (const { name, prepare, validator } of parts) {
      const value = prepare(context[name]);
      context[name] = value;
      if (!validator.Check(value)) {
        faults = [...(faults ?? []), ...explain(name, validator, value)];
      }
    }
    if (faults !== undefined) throw platformErrors.make.VALIDATION_ERROR({ faults });
  };
};
