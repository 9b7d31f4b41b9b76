import { type Static, type TProperties, type TSchema, Type } from "#vendor/typebox";

export { type Static, type TSchema, Type };

/** An object whose unknown members are refused: nothing undeclared is ever written (P-101). */
export const strictObject = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });

/** One of a list of words. */
export const oneOf = <const V extends readonly string[]>(values: V) =>
  Type.Unsafe<V[number]>({ type: "string", enum: [...values] });

/** A short text: 1 to 500 code points unless said otherwise (VAL-05). */
export const shortText = (options: { readonly min?: number; readonly max?: number } = {}) =>
  Type.String({ minLength: options.min ?? 1, maxLength: options.max ?? 500 });

/** A list: at most 100 items unless said otherwise (VAL-05). */
export const list = <T extends TSchema>(
  items: T,
  options: { readonly min?: number; readonly max?: number; readonly unique?: boolean } = {},
) =>
  Type.Array(items, {
    minItems: options.min ?? 0,
    maxItems: options.max ?? 100,
    ...(options.unique === true ? { uniqueItems: true } : {}),
  });

/** An identifier of ours: UUID text. */
export const idText = () =>
  Type.String({
    pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    maxLength: 36,
  });

/** The problem document of every error answer (RFC 9457, ERR-01). */
export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String(),
    instance: Type.String(),
    code: Type.String({ pattern: "^[A-Z][A-Z0-9_]*$" }),
    details: Type.Array(
      Type.Object({ field: Type.String(), rule: Type.String(), message: Type.String() }),
    ),
    requestId: Type.String(),
    /** The trace of the request, where somebody follows it. */
    traceId: Type.Optional(Type.String({ pattern: "^[0-9a-f]{32}$" })),
    timestamp: Type.String(),
    documentationUrl: Type.String(),
  },
  { additionalProperties: true },
);
