/** What a dictionary says of its stream, as far as streams of objects go. */
export interface PdfDictionary {
  /** How many objects, and where the first of them stands; -1 where that is not said plainly. */
  readonly count: number;
  readonly first: number;
  /** How many bytes the stream has in the file; -1 where that is not said plainly. */
  readonly length: number;
  readonly isPacked: boolean;
  /** Whether a reader may take its stream for one of objects: not every reader asks for a /Type. */
  readonly mayHoldObjects: boolean;
  /** Whether it says no more than that, and that they are packed by Flate or not at all. */
  readonly isPlain: boolean;
  /** Whether it is an object by itself, as that of every stream is. */
  readonly isObject: boolean;
}

/** Follows dictionaries through the tokens of a PDF. */
export interface PdfDictionaries {
  readonly depth: () => number;
  /** An object begins. */
  readonly begin: () => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly name: (name: string) => void;
  readonly word: (word: string) => void;
  /** Any other token: the ends of a list, strings. */
  readonly other: () => void;
  /** The dictionary that the token before has closed. */
  readonly closed: () => PdfDictionary | undefined;
}

interface Open {
  count: number | undefined;
  first: number | undefined;
  length: number | undefined;
  isOfObjects: boolean;
  isFiltered: boolean;
  isFlate: boolean;
  isOdd: boolean;
  readonly isObject: boolean;
}

/** Names with a number behind them, or a reference. */
const NUMBERED: readonly string[] = ["N", "First", "Length", "DL", "Extends"];
const FLATE: readonly string[] = ["FlateDecode", "Fl"];

const toDictionary = (one: Open): PdfDictionary => {
  const {
    count = -1,
    first = -1,
    length = -1,
    isOfObjects,
    isFiltered,
    isFlate,
    isOdd,
    isObject,
  } = one;
  return {
    ...{ count, first, length, isPacked: isFlate },
    mayHoldObjects: isOfObjects || (one.count !== undefined && one.first !== undefined),
    isObject,
    isPlain: !isOdd && isFiltered === isFlate && count >= 0 && first >= 0,
  };
};

/** Takes a name of a dictionary; `before` is the one just before it. */
const takeName = (one: Open, name: string, before: string): void => {
  if (before === "Filter") {
    one.isOdd ||= one.isFlate || !FLATE.includes(name);
    one.isFlate = true;
    return;
  }
  const isTwice =
    (name === "Filter" && one.isFiltered) ||
    (name === "N" && one.count !== undefined) ||
    (name === "First" && one.first !== undefined) ||
    (name === "Length" && one.length !== undefined);
  one.isOdd ||= isTwice || !["Filter", "Type", "ObjStm", ...NUMBERED].includes(name);
  one.isFiltered ||= name === "Filter";
  one.isOfObjects ||= name === "ObjStm";
  if (name === "N") one.count = -1;
  if (name === "First") one.first = -1;
  if (name === "Length") one.length = -1;
};

/** Takes a number or a keyword, the `index`th behind the name `before`. */
const takeWord = (one: Open, word: string, before: string, index: number): void => {
  // A number, or a reference ("7 0 R"), of which nobody knows here what it refers to.
  one.isOdd ||= !NUMBERED.includes(before) || index > 2;
  const value = index === 0 && /^\d{1,9}$/.test(word) ? Number(word) : -1;
  if (before === "N") one.count = value;
  if (before === "First") one.first = value;
  if (before === "Length") one.length = value;
};

/** Names and numbers count for the innermost dictionary that is open. */
export const createPdfDictionaries = (): PdfDictionaries => {
  const stack: Open[] = [];
  let closed: Open | undefined;
  let before = "";
  let words = 0;
  let isAtObject = false;
  const follow = (name: string): void => {
    isAtObject = false;
    before = name;
    words = 0;
    closed = undefined;
  };
  return {
    depth: () => stack.length,
    begin: () => {
      isAtObject = true;
    },
    open: () => {
      const outer = stack.at(-1);
      if (outer !== undefined) outer.isOdd = true;
      stack.push({
        isObject: isAtObject,
        ...{ count: undefined, first: undefined, length: undefined },
        ...{ isOfObjects: false, isFiltered: false, isFlate: false, isOdd: false },
      });
      follow("");
    },
    close: () => {
      follow("");
      closed = stack.pop();
    },
    name: (name) => {
      const top = stack.at(-1);
      if (top !== undefined) takeName(top, name, before);
      follow(before === "Filter" ? "" : name);
    },
    word: (word) => {
      const top = stack.at(-1);
      if (top !== undefined) takeWord(top, word, before, words);
      words += 1;
      isAtObject &&= word.endsWith("obj");
      closed = undefined;
    },
    other: () => {
      // The name of a filter may stand in a list, a number must not.
      if (before !== "Filter") before = "";
      isAtObject = false;
      closed = undefined;
    },
    closed: () => (closed === undefined ? undefined : toDictionary(closed)),
  };
};
