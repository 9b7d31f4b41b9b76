/** Content codings that we make (RFC 9110 section 8.4.1, RFC 7932), the better one first. */
export const CODINGS = ["br", "gzip"] as const;
export type Coding = (typeof CODINGS)[number];

/** A weight (RFC 9110 section 12.4.2); what is none counts as a refusal. */
const weightOf = (parameters: readonly string[]): number => {
  const given = parameters.map((text) => text.trim()).find((text) => text.startsWith("q="));
  if (given === undefined) return 1;
  const text = given.slice(2);
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
};

const weightsOf = (field: string): ReadonlyMap<string, number> => {
  const weights = new Map<string, number>();
  for (const part of field.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";");
    const coding = name.trim() === "x-gzip" ? "gzip" : name.trim();
    if (!weights.has(coding)) weights.set(coding, weightOf(parameters));
  }
  return weights;
};

/**
 * The coding that a caller would rather have of those there are; undefined for the bytes as they are.
 * A weight of 0 refuses, "*" stands for whatever is not named (RFC 9110 section 12.5.3). Who says
 * nothing gets plain bytes: that field is missing where nobody thought of codings.
 */
export const preferredCoding = (
  field: string | undefined,
  available: readonly Coding[] = CODINGS,
): Coding | undefined => {
  if (field === undefined || field === "") return undefined;
  const weights = weightsOf(field);
  let best: Coding | undefined;
  // Plain bytes are the last choice, unless the caller says how much they are wanted.
  let most = weights.get("identity") ?? 0;
  for (const coding of available) {
    const weight = weights.get(coding) ?? weights.get("*") ?? 0;
    if (weight === 0 || weight < most || (best !== undefined && weight === most)) continue;
    best = coding;
    most = weight;
  }
  return best;
};
