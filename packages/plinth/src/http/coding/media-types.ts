import { weightsOf } from "./weights.ts";

/**
 * The media type that a caller would rather have of those offered, our own favourite first (RFC 9110
 * section 12.5.1). Of two that weigh the same, one that is named comes before one that is only meant by
 * "image/*". Who takes none of them gets the first: a picture in the wrong format says more than a refusal.
 */
export const preferredType = <T extends string>(
  field: string | undefined,
  offered: readonly [T, ...T[]],
): T => {
  if (field === undefined || field === "") return offered[0];
  const weights = weightsOf(field);
  const ranked = offered.map((type) => {
    const named = weights.get(type);
    const meant = weights.get(`${type.split("/", 1)[0]}/*`) ?? weights.get("*/*") ?? 0;
    return { type, weight: named ?? meant, isNamed: named !== undefined };
  });
  const [best] = ranked.toSorted(
    (a, b) => b.weight - a.weight || Number(b.isNamed) - Number(a.isNamed),
  );
  return best === undefined || best.weight === 0 ? offered[0] : best.type;
};
