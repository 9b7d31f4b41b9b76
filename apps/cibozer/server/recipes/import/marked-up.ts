import { Parser } from "htmlparser2";
import { isRecipe, type JsonObject } from "./recipe-node.ts";

/** Characters that are read between two looks at whether it is enough. */
const CHUNK = 16_384;
/** Deeper than this no page nests its recipe; the parser's work grows with the depth. */
const MAX_DEPTH = 256;
/** Longest text of one property, and most values of it. */
const MAX_TEXT = 40_000;
const MAX_VALUES = 300;
const MAX_NAMES = 8;

/** What is read of a recipe, and what its steps are made of. */
const READ: readonly string[] = [
  ..."name recipeIngredient ingredients recipeInstructions recipeYield yield".split(" "),
  ..."prepTime cookTime totalTime recipeCategory itemListElement text".split(" "),
];
/** Tags after which a line ends, and those whose content is no text. */
const LINES: readonly string[] = ["br", "p", "li", "div", "tr", "h2", "h3", "h4"];
const SILENT: readonly string[] = ["script", "style", "template", "noscript"];

/** A thing that a page describes, while it is read. */
interface Item {
  readonly types: readonly string[];
  readonly values: Map<string, unknown[]>;
}

/** An open element. */
interface Open {
  /** What it says something of. */
  readonly about: Item | undefined;
  /** What its inner elements say something of, where that is another thing. */
  readonly item: Item | undefined;
  readonly names: readonly string[];
  /** Its text so far; undefined where its value is not its text. */
  text: string | undefined;
}

type Attributes = Readonly<Record<string, string>>;

const wordsOf = (text: string | undefined): readonly string[] =>
  (text ?? "").slice(0, 500).split(/\s+/).filter(Boolean).slice(0, MAX_NAMES);

/** A property by its name: microdata says "name", RDFa also "schema:name". */
const namesOf = (attributes: Attributes): readonly string[] =>
  wordsOf(attributes["itemprop"] ?? attributes["property"])
    .map((name) => name.replace(/^(schema:|https?:\/\/schema\.org\/)/, ""))
    .filter((name) => READ.includes(name));

const typesOf = (attributes: Attributes): readonly string[] | undefined => {
  const isScope = "itemscope" in attributes || "typeof" in attributes;
  return isScope ? wordsOf(attributes["itemtype"] ?? attributes["typeof"]) : undefined;
};

/** The value that stands in an attribute: of a machine's words, not of a link or a picture. */
const attributeValue = (tag: string, attributes: Attributes): string | undefined => {
  const value = attributes["content"] ?? (tag === "time" ? attributes["datetime"] : undefined);
  return value ?? (tag === "data" || tag === "meter" ? attributes["value"] : undefined);
};

const toObject = (item: Item): JsonObject => ({
  "@type": item.types,
  ...Object.fromEntries(item.values),
});

const put = (about: Item | undefined, names: readonly string[], value: unknown): void => {
  for (const name of about ? names : []) {
    const values = about?.values.get(name) ?? [];
    if (values.length < MAX_VALUES) values.push(value);
    about?.values.set(name, values);
  }
};

/** What reads a page as it goes by, keeping only the elements that are open. */
function createReader() {
  const open: Open[] = [];
  let silent = 0;
  let found: JsonObject | undefined;
  let isDone = false;

  const add = (text: string): void => {
    for (const element of open) {
      if (element.text === undefined || element.text.length > MAX_TEXT) continue;
      element.text += text.slice(0, MAX_TEXT);
    }
  };
  const close = ({ about, item, names, text }: Open): void => {
    if (item || text !== undefined) put(about, names, item ? toObject(item) : text);
    if (!item || about) return;
    // The recipe itself: nothing outside it was waited for.
    found = toObject(item);
    isDone = true;
  };
  return {
    isDone: () => isDone,
    found: () => found,
    onopentag: (tag: string, attributes: Attributes): void => {
      if (isDone) return;
      if (SILENT.includes(tag)) silent += 1;
      const outer = open.at(-1);
      const about = outer?.item ?? outer?.about;
      const types = typesOf(attributes);
      // Around a recipe there may be a page, an article, a list: only the recipe is waited for.
      const isWanted = types && (about || isRecipe({ "@type": types }));
      const item = isWanted ? { types, values: new Map<string, unknown[]>() } : undefined;
      const names = about ? namesOf(attributes) : [];
      const value = item ? undefined : attributeValue(tag, attributes);
      if (value !== undefined) put(about, names, value.slice(0, MAX_TEXT));
      const isText = names.length > 0 && !item && value === undefined;
      open.push({ about, item, names, text: isText ? "" : undefined });
      if (open.length > MAX_DEPTH) isDone = true;
    },
    ontext: (text: string): void => {
      if (!isDone && silent === 0) add(text);
    },
    onclosetag: (tag: string): void => {
      if (isDone) return;
      if (SILENT.includes(tag)) silent -= 1;
      if (LINES.includes(tag)) add("\n");
      const element = open.pop();
      if (element) close(element);
    },
  };
}

/**
 * The first recipe that a page marks up by microdata (`itemprop`) or RDFa Lite (`property`), as the
 * object that JSON-LD would give. The page is read from front to back, nothing of it is run, and
 * entities stay as they are for whoever makes text of it.
 */
export function readMarkedUp(page: string): JsonObject | undefined {
  if (!/itemprop|property/i.test(page)) return undefined;
  const reader = createReader();
  const parser = new Parser(reader, { decodeEntities: false });
  for (let at = 0; at < page.length && !reader.isDone(); at += CHUNK) {
    parser.write(page.slice(at, at + CHUNK));
  }
  if (!reader.isDone()) parser.end();
  return reader.found();
}
