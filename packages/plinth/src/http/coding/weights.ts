/** A weight (RFC 9110 section 12.4.2); what is none counts as a refusal. */
const weightOf = (parameters: readonly string[]): number => {
  const given = parameters.map((text) => text.trim()).find((text) => text.startsWith("q="));
  if (given === undefined) return 1;
  const text = given.slice(2);
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
};

/** What a field of preferences names, in lower case, with the weight of each; the first one counts. */
export const weightsOf = (field: string): ReadonlyMap<string, number> => {
  const weights = new Map<string, number>();
  for (const part of field.toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";");
    if (!weights.has(name.trim())) weights.set(name.trim(), weightOf(parameters));
  }
  return weights;
};
