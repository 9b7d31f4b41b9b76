import { weightsOf } from "./weights.ts";

/** Content codings that we make (RFC 9110 section 8.4.1, RFC 7932), the better one first. */
export const CODINGS = ["br", "gzip"] as const;
export type Coding = (typeof CODINGS)[number];

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
  const gzip = weights.get("gzip") ?? weights.get("x-gzip");
  let best: Coding | undefined;
  // Plain bytes are the last choice, unless the caller says how much they are wanted.
  let most = weights.get("identity") ?? 0;
  for (const coding of available) {
    const own = coding === "gzip" ? gzip : weights.get(coding);
    const weight = own ?? weights.get("*") ?? 0;
    if (weight === 0 || weight < most || (best !== undefined && weight === most)) continue;
    best = coding;
    most = weight;
  }
  return best;
};
