import bidiFactory, { type Bidi } from "bidi-js";

/** Its types speak of a default export; what Node loads is the function itself. */
const createBidi = bidiFactory as unknown as () => Bidi;

/** Which way a text runs. */
export type Direction = "ltr" | "rtl";

/** A part of a line that runs one way; its letters are in the order of reading. */
export interface VisualRun {
  readonly text: string;
  readonly isRightToLeft: boolean;
}

/** A line as it is drawn. */
export interface VisualLine {
  /** In the order of reading. */
  readonly text: string;
  /** From left to right. */
  readonly runs: readonly VisualRun[];
}

/** The scripts of our fonts that run from right to left. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

/** Whether some of a text runs from right to left. */
export const runsRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text);

/** Words with the space behind them, put into lines of a width; a word that is wider has a line of its own. */
const breakLines = (
  text: string,
  width: number,
  widthOf: (text: string) => number,
): readonly { readonly start: number; readonly end: number }[] => {
  const lines: { start: number; end: number }[] = [];
  let used = 0;
  for (const { 0: word, index } of text.matchAll(/\S+\s*/g)) {
    const bare = word.trimEnd();
    const line = lines.at(-1);
    const wide = widthOf(bare);
    if (line === undefined || used + wide > width) {
      lines.push({ start: index, end: index + bare.length });
      used = 0;
    } else line.end = index + bare.length;
    used += wide + (word.length > bare.length ? widthOf(" ") : 0);
  }
  return lines;
};

/** What a run is set from: letters are joined and turned by who draws them, anything else is turned here. */
const runOf = (bidi: Bidi, letters: string, isRightToLeft: boolean): VisualRun => {
  if (!isRightToLeft) return { text: letters, isRightToLeft };
  const mirrored = [...letters].map((one) => bidi.getMirroredCharacter(one) ?? one);
  return runsRightToLeft(letters)
    ? { text: mirrored.join(""), isRightToLeft }
    : { text: mirrored.toReversed().join(""), isRightToLeft: false };
};

/** Puts texts into lines as they are drawn. */
export type LineMaker = (
  text: string,
  base: Direction,
  width: number,
  widthOf: (text: string) => number,
) => readonly VisualLine[];

/**
 * Builds what makes of a text lines whose runs stand as they are seen (Unicode Standard Annex 9):
 * numbers and names of another script keep their own direction inside of a sentence.
 */
export const createLineMaker = (): LineMaker => {
  const bidi = createBidi();
  return (text, base, width, widthOf) =>
    breakLines(text, width, widthOf).map(({ start, end }) => {
      const line = text.slice(start, end);
      return { text: line, runs: runsOf(bidi, line, base) };
    });
};

/** The runs of a line, from left to right. */
const runsOf = (bidi: Bidi, line: string, base: Direction): readonly VisualRun[] => {
  const levels = bidi.getEmbeddingLevels(line, base);
  const level = (at: number): number => levels.levels[at] ?? 0;
  const places = bidi.getReorderedIndices(line, levels);
  const runs: VisualRun[] = [];
  let from = 0;
  for (let at = 1; at <= places.length; at += 1) {
    const [before = 0, here = 0] = [places[at - 1], places[at]];
    const goesOn = level(before) === level(here) && Math.abs(here - before) === 1;
    if (at < places.length && goesOn) continue;
    const first = places[from] ?? 0;
    const letters = line.slice(Math.min(first, before), Math.max(first, before) + 1);
    runs.push(runOf(bidi, letters, level(first) % 2 === 1));
    from = at;
  }
  return runs;
};
