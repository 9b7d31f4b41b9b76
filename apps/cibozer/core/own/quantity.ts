/** An amount of something, such as 250 g or 2 cans. */
export type Quantity = { readonly amount: number; readonly unit: Unit };

/** Weights are in grams, volumes in millilitres; "piece" counts whatever `piece` names. */
export type Unit =
  | { readonly kind: "weight"; readonly grams: number }
  | { readonly kind: "volume"; readonly ml: number; readonly name: string }
  | { readonly kind: "piece"; readonly piece: string };

/** What was read of an ingredient line. */
export type ReadLine = {
  /** What the line starts with; null where it gives no number. */
  readonly quantity: Quantity | null;
  /** A weight or volume given besides, for all of it: "2 cups (250 g)", or 400 g of "1 can (400 g)". */
  readonly besides: Quantity | null;
  readonly size: "small" | "medium" | "large" | null;
  /** Everything else, in lower case and in its order; "," and the like are words of their own. */
  readonly words: readonly string[];
};

const weight = (grams: number): Unit => ({ kind: "weight", grams });
const volume = (name: string, ml: number): Unit => ({ kind: "volume", name, ml });
const piece = (name: string): Unit => ({ kind: "piece", piece: name });

/** Units by the words that people write for them. US cups and spoons: what the food table has. */
const UNITS: ReadonlyMap<string, Unit> = new Map(
  (
    [
      ["g gr gram grams gramme grammes", weight(1)],
      ["kg kilo kilos kilogram kilograms", weight(1000)],
      ["mg milligram milligrams", weight(0.001)],
      ["oz ounce ounces", weight(28.349523125)],
      ["lb lbs pound pounds", weight(453.59237)],
      ["ml millilitre millilitres milliliter milliliters", volume("ml", 1)],
      ["cl centilitre centilitres", volume("ml", 10)],
      ["dl decilitre decilitres deciliter deciliters", volume("ml", 100)],
      ["l litre litres liter liters", volume("ml", 1000)],
      ["tsp tsps teaspoon teaspoons", volume("tsp", 4.929)],
      ["tbsp tbsps tbs tablespoon tablespoons", volume("tbsp", 14.787)],
      ["cup cups", volume("cup", 236.588)],
      ["pint pints pt", volume("pint", 473.176)],
      ["quart quarts qt", volume("quart", 946.353)],
      ["pinch pinches", volume("pinch", 0.31)],
      ["dash dashes drop drops", volume("dash", 0.62)],
      ["clove cloves", piece("clove")],
      ["can cans tin tins", piece("can")],
      ["jar jars packet packets pack packs package packages pouch bag bags", piece("package")],
      ["slice slices rasher rashers", piece("slice")],
      ["stick sticks", piece("stick")],
      ["stalk stalks rib ribs", piece("stalk")],
      ["sprig sprigs", piece("sprig")],
      ["leaf leaves", piece("leaf")],
      ["head heads", piece("head")],
      ["bunch bunches", piece("bunch")],
      ["fillet fillets filet filets", piece("fillet")],
      ["piece pieces", piece("piece")],
      ["block blocks", piece("block")],
      ["scoop scoops", piece("scoop")],
    ] as const
  ).flatMap(([words, unit]) => words.split(" ").map((word) => [word, unit] as const)),
);

const VULGAR: Readonly<Record<string, string>> = {
  "½": "1/2",
  "¼": "1/4",
  "¾": "3/4",
  "⅓": "1/3",
  "⅔": "2/3",
  "⅛": "1/8",
  "⅜": "3/8",
  "⅝": "5/8",
  "⅞": "7/8",
  "⅕": "1/5",
  "⅖": "2/5",
  "⅙": "1/6",
};
const NUMBER_WORDS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  half: 0.5,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  dozen: 12,
};
const ABOUT = new Set([
  "about",
  "approx",
  "approximately",
  "ca",
  "around",
  "roughly",
  "~",
  "heaped",
]);
const SPARE = new Set([
  ".",
  "level",
  "heaped",
  "generous",
  "scant",
  "rounded",
  "of",
  "x",
  "×",
  "-",
]);
const TIMES = new Set(["x", "×"]);
const SIZES = new Set(["small", "medium", "large"]);
const TOKEN = /\d+(?:[.,]\d+)?|\p{L}[\p{L}'’]*|[^\s]/gu;

/** Lower case, fractions as 1/2, one kind of dash and quotation mark. */
const plain = (text: string): string =>
  [...text]
    .map((char) => (VULGAR[char] === undefined ? char : ` ${VULGAR[char]} `))
    .join("")
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[‐‑‒–—]/g, "-")
    .replaceAll("⁄", "/")
    .replaceAll("’", "'");

const isNumber = (token: string | undefined): token is string =>
  token !== undefined && /^\d/.test(token);

/** "1,5" is one and a half, "1,000" a thousand. */
const numberOf = (token: string): number =>
  Number(/,\d{3}$/.test(token) ? token.replace(",", "") : token.replace(",", "."));

type Found = { readonly value: number; readonly next: number };

/** A number at a place: 2, 1.5, 1/2, 1 1/2, "two". */
function readNumber(tokens: readonly string[], at: number): Found | null {
  const token = tokens[at];
  if (token === undefined) return null;
  if (!isNumber(token)) {
    const word = NUMBER_WORDS[token];
    return word === undefined ? null : { value: word, next: at + 1 };
  }
  const fraction = (from: number): Found | null => {
    const [top, slash, bottom] = tokens.slice(from, from + 3);
    if (!isNumber(top) || slash !== "/" || !isNumber(bottom) || numberOf(bottom) === 0) return null;
    return { value: numberOf(top) / numberOf(bottom), next: from + 3 };
  };
  const whole = fraction(at);
  if (whole !== null) return whole;
  const part = fraction(at + 1);
  if (part !== null) return { value: numberOf(token) + part.value, next: part.next };
  return { value: numberOf(token), next: at + 1 };
}

/** A number or a range, of which the middle is taken: nobody can tell which end was cooked. */
function readAmount(tokens: readonly string[], at: number): Found | null {
  const low = readNumber(tokens, at);
  if (low === null) return null;
  const dash = tokens[low.next];
  const high = dash === "-" || dash === "to" ? readNumber(tokens, low.next + 1) : null;
  if (high === null || high.value <= low.value) return low;
  return { value: (low.value + high.value) / 2, next: high.next };
}

/** A unit at a place, "fl oz" and "14-ounce" among them. */
function readUnit(
  tokens: readonly string[],
  at: number,
): { readonly unit: Unit; readonly next: number } | null {
  let next = at;
  while (SPARE.has(tokens[next] ?? "")) next += 1;
  const token = tokens[next] ?? "";
  if (/^fl(uid)?$/.test(token)) {
    const ounce = tokens[next + 1] === "." ? next + 2 : next + 1;
    if (UNITS.get(tokens[ounce] ?? "")?.kind === "weight") {
      return { unit: volume("fl oz", 29.574), next: ounce + 1 };
    }
  }
  const unit = UNITS.get(token);
  return unit === undefined ? null : { unit, next: next + 1 };
}

const isMeasured = ({ unit }: Quantity): boolean => unit.kind !== "piece";

/**
 * Reads an ingredient line such as "1 can (400 g) tomatoes, chopped". Never throws: what cannot be
 * read as an amount stays among the words.
 */
export function readLine(text: string): ReadLine {
  const tokens = plain(text).match(TOKEN) ?? [];
  let at = 0;
  while (ABOUT.has(tokens[at] ?? "") || tokens[at] === "•" || tokens[at] === "-") at += 1;
  const amount = readAmount(tokens, at);
  let quantity: Quantity | null = null;
  if (amount !== null) {
    const found = readUnit(tokens, amount.next);
    at = found?.next ?? amount.next;
    quantity = { amount: amount.value, unit: found?.unit ?? piece("") };
  } else {
    const unit = UNITS.get(tokens[at] ?? "");
    if (unit?.kind === "volume" && unit.ml < 1) {
      quantity = { amount: 1, unit };
      at += 1;
    }
  }
  return readRest(tokens, at, quantity);
}

/** What was read so far. */
type Reading = {
  readonly tokens: readonly string[];
  quantity: Quantity | null;
  besides: Quantity | null;
  size: ReadLine["size"];
  readonly words: string[];
};

/** An amount within the line; gives where to go on, or null where there is none. */
function takeAmount(reading: Reading, at: number, start: number): number | null {
  const { tokens } = reading;
  const inner = isNumber(tokens[at]) ? readAmount(tokens, at) : null;
  if (inner === null) return null;
  const unit = readUnit(tokens, inner.next);
  if (unit === null) {
    // "juice of 1 lemon"
    reading.quantity ??= { amount: inner.value, unit: piece("") };
    return inner.next;
  }
  const isEach = at - start <= 1 && reading.quantity?.unit.kind === "piece";
  const times = isEach || tokens[unit.next] === "each" ? (reading.quantity?.amount ?? 1) : 1;
  const measured = { amount: inner.value * times, unit: unit.unit };
  if (reading.quantity === null) reading.quantity = measured;
  else if (isMeasured(measured)) reading.besides ??= measured;
  return unit.next;
}

/** A word within the line. */
function takeWord(reading: Reading, token: string): void {
  const { quantity, words } = reading;
  const isFirst = words.every((word) => !/\p{L}/u.test(word));
  const late = isFirst ? UNITS.get(token) : undefined;
  if (late?.kind === "piece" && quantity !== null) {
    // "2 (400 g) cans", "14-ounce can": the unit comes after what each of them weighs.
    const isBare = quantity.unit.kind === "piece" && quantity.unit.piece === "";
    if (isBare) reading.quantity = { amount: quantity.amount, unit: late };
  } else if (SIZES.has(token)) {
    reading.size = token as Exclude<ReadLine["size"], null>;
  } else if (!isFirst || !TIMES.has(token)) {
    words.push(token);
  }
}

/** Everything after the first amount. */
function readRest(tokens: readonly string[], start: number, first: Quantity | null): ReadLine {
  const reading: Reading = { tokens, quantity: first, besides: null, size: null, words: [] };
  let at = start;
  while (at < tokens.length) {
    const next = takeAmount(reading, at, start);
    if (next === null) takeWord(reading, tokens[at] ?? "");
    at = next ?? at + 1;
  }
  const { quantity, besides, size, words } = reading;
  return { quantity, besides, size, words };
}
