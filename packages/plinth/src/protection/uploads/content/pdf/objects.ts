import { damaged, type FileFault } from "../fault.ts";
import { judgePdfName, unlikePdf } from "./active.ts";
import type { PdfDictionary } from "./dictionaries.ts";
import { createPdfLexer } from "./lexer.ts";

/** Judges what comes out of a stream of objects (ISO 32000-2, 7.5.7), piece by piece. */
export interface ObjectJudge {
  readonly take: (chunk: Buffer) => FileFault | undefined;
  /** What is wrong with the last of them, or with a list that never ended. */
  readonly end: () => FileFault | undefined;
}

/** Ends the last token, as the end of a stream does. */
const LINE_END = Buffer.from("\n");

/** Where the objects begin: pairs of number and place, as many as are said or more. */
const readPlaces = (
  list: string,
  { count, first }: PdfDictionary,
): readonly number[] | undefined => {
  const numbers = list.split(/[\0\t\n\f\r ]+/).filter((part) => part !== "");
  const isList = numbers.length >= 2 * count && numbers.every((part) => /^\d{1,9}$/.test(part));
  if (!isList || numbers.length % 2 !== 0) return undefined;
  const places = numbers
    .filter((_, index) => index % 2 === 1)
    .map((place) => first + Number(place));
  return [...new Set(places)].toSorted((a, b) => a - b);
};

/** Judges the names of objects; each place in `places` must be where the object before has ended. */
const createNameJudge = (places: readonly number[], first: number) => {
  let found: FileFault | undefined;
  let depth = 0;
  let next = 0;
  let at = first;
  const lexer = createPdfLexer({
    onName: (name) => {
      found ??= judgePdfName(name);
    },
    onWord: (word) => {
      if (word === "stream") found ??= unlikePdf("a stream within a stream of objects");
    },
    onOpen: () => {
      depth += 1;
    },
    onClose: () => {
      depth = Math.max(0, depth - 1);
    },
    onOther: () => undefined,
    onEntry: () => undefined,
  });
  return (bytes: Buffer): FileFault | undefined => {
    let done = 0;
    while (done < bytes.length && found === undefined) {
      const place = places[next] ?? Number.POSITIVE_INFINITY;
      if (at === place) {
        next += 1;
        const isWithin = depth > 0 || lexer.isWithin(bytes[done] ?? 0);
        if (isWithin) found ??= unlikePdf("objects within one another");
        continue;
      }
      const end = Math.min(bytes.length, done + place - at);
      lexer.feed(bytes.subarray(done, end));
      at += end - done;
      done = end;
    }
    return found;
  };
};

/** Judges the objects of a stream with this dictionary: first their list, then their names. */
export const createObjectJudge = (dictionary: PdfDictionary): ObjectJudge => {
  const { first } = dictionary;
  let list = Buffer.alloc(0);
  let judge: ReturnType<typeof createNameJudge> | undefined;
  return {
    take: (chunk) => {
      if (judge !== undefined) return judge(chunk);
      list = Buffer.concat([list, chunk]);
      if (list.length < first) return undefined;
      const places = readPlaces(list.toString("latin1", 0, first), dictionary);
      if (places === undefined) return unlikePdf("a list of objects that is none");
      judge = createNameJudge(places, first);
      return judge(list.subarray(first));
    },
    end: () =>
      judge === undefined ? damaged("a stream of objects that is cut off") : judge(LINE_END),
  };
};
