import type { RoutePolicy } from "../policy.ts";
import type { UploadField } from "./types.ts";

type Json = Record<string, unknown>;

const fileSchema = ({ maxFiles, maxBytes, types }: UploadField): Json => {
  // OpenAPI 3.1 says of files what JSON Schema can: the type by `contentMediaType` of one.
  const file: Json = {
    type: "string",
    format: "binary",
    maxLength: maxBytes,
    ...(types.length === 1 ? { contentMediaType: types[0] } : {}),
  };
  return maxFiles === 1 ? file : { type: "array", items: file, maxItems: maxFiles };
};

const form = (policy: RoutePolicy, fields: readonly UploadField[]): Json => {
  const texts = policy.body as { properties?: Json; required?: readonly string[] } | null;
  return {
    schema: {
      type: "object",
      properties: {
        ...texts?.properties,
        ...Object.fromEntries(fields.map((field) => [field.name, fileSchema(field)])),
      },
      required: [
        ...(texts?.required ?? []),
        ...fields.filter(({ optional }) => !optional).map(({ name }) => name),
      ],
      additionalProperties: false,
    },
    encoding: Object.fromEntries(
      fields.map(({ name, types }) => [name, { contentType: types.join(", ") }]),
    ),
  };
};

/** What an operation of OpenAPI 3.1 says of its body: a form with files, JSON, or nothing. */
export const requestBody = (policy: RoutePolicy): { readonly requestBody?: Json } => {
  const { upload, body, example } = policy;
  if (upload !== null) {
    const content = { "multipart/form-data": form(policy, upload.fields) };
    return { requestBody: { required: true, content } };
  }
  if (body === null) return {};
  const json = { schema: body, ...(example === null ? {} : { example }) };
  const types = ["application/json", ...policy.mediaTypes];
  const content = Object.fromEntries(types.map((type) => [type, json]));
  return { requestBody: { required: true, content } };
};
