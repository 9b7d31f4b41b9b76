/** More than anybody's browser sends; what follows is not read. */
const MOST_RANGES = 20;

interface Range {
  /** Lower case: "de-at", or "*". */
  readonly name: string;
  readonly weight: number;
}

/** "de-AT;q=0.8": a language range with its weight (RFC 9110 sections 12.4.2 and 12.5.4). */
const rangeOf = (text: string): Range => {
  const [name = "", ...parameters] = text.split(";").map((part) => part.trim());
  const given = parameters.find((parameter) => /^q=/i.test(parameter));
  const weight = given === undefined ? 1 : Number(given.slice(2));
  return { name: name.toLowerCase(), weight: weight >= 0 && weight <= 1 ? weight : 0 };
};

/** The range and the shorter ones that it begins with: "zh-hant-tw", "zh-hant", "zh" (RFC 4647, 3.4). */
const shortened = (name: string): readonly string[] => {
  const parts = name.split("-");
  return parts.map((_, index) => parts.slice(0, parts.length - index).join("-"));
};

/**
 * The language that a reader likes best of those there are; undefined where the header names none of
 * them. "*" says that any is well, and so chooses none.
 */
export const chooseLanguage = (
  header: string | undefined,
  tags: readonly string[],
): string | undefined => {
  if (header === undefined) return undefined;
  const ranges = header
    .split(",", MOST_RANGES)
    .map(rangeOf)
    .filter(({ weight }) => weight > 0)
    .toSorted((left, right) => right.weight - left.weight);
  for (const { name } of ranges) {
    for (const wanted of shortened(name)) {
      const tag = tags.find((one) => one.toLowerCase() === wanted);
      if (tag !== undefined) return tag;
    }
  }
  return undefined;
};
