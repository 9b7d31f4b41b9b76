const GLYPHS: Readonly<Record<string, string>> = { "1/4": "¼", "1/2": "½", "3/4": "¾" };

/** USDA names one of a thing, also where there are more. */
const MANY: Readonly<Record<string, string>> = {
  avocado: "avocados",
  block: "blocks",
  bulb: "bulbs",
  can: "cans",
  clove: "cloves",
  cucumber: "cucumbers",
  cup: "cups",
  ear: "ears",
  fillet: "fillets",
  half: "halves",
  head: "heads",
  leaf: "leaves",
  link: "links",
  peanut: "peanuts",
  pepper: "peppers",
  potato: "potatoes",
  slice: "slices",
  spear: "spears",
  sprig: "sprigs",
  stalk: "stalks",
  strip: "strips",
  tomato: "tomatoes",
};

/**
 * A household measure as one would say it: 'about 1 3/4 clove (small)' is "about 1¾ cloves". Without
 * the table's notes on sizes, and without the words that only its makers know.
 */
export const householdWords = (text: string): string => {
  const plain = text
    .replaceAll(/\s*\([^)]*\)?/g, "")
    .replace(/, NS .*$/, "")
    .replace(" brownulated", "")
    .trim()
    .toLowerCase();
  const said = plain.replace(/( ?)(1\/4|1\/2|3\/4)/, (_all, gap: string, part: string) =>
    /\d 1\/|\d 3\//.test(plain) ? (GLYPHS[part] ?? part) : gap + (GLYPHS[part] ?? part),
  );
  const [about = "", count = "", thing = "", ...rest] = said.split(" ");
  const isMany = /^\d/.test(count) && !/^(1|0)$/.test(count);
  const [, noun = "", comma = ""] = /^([a-z]+)(,?)$/.exec(thing) ?? [];
  const many = isMany ? MANY[noun] : undefined;
  const named = many === undefined ? thing : many + (rest.length > 0 ? "," : comma);
  return [about, count, named, ...rest].filter((word) => word !== "").join(" ");
};
