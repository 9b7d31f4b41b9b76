import {
  createLineMaker,
  type Direction,
  runsRightToLeft,
  type VisualLine,
} from "./visual-lines.ts";

/** Where a text is set. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Sets texts of either direction into a column, in the font that was chosen. */
export interface TextSetter {
  readonly heightOf: (text: string, width: number) => number;
  /** Gives where the next text may stand. */
  readonly set: (text: string, place: Place) => number;
}

/** Any list of features has a run shaped as one: word by word, Arabic words came in the wrong order. */
const AS_ONE: { features: PDFKit.Mixins.OpenTypeFeatures[] } = { features: [] };

/**
 * Builds it for a document. What sets words takes them from left to right, so a text with letters of
 * the other direction is set here run by run.
 */
export const createTextSetter = (doc: PDFKit.PDFDocument, direction: Direction): TextSetter => {
  const isRightToLeft = direction === "rtl";
  const widthOf = (text: string): number => doc.widthOfString(text, AS_ONE);
  const makeLines = createLineMaker();
  const linesOf = (text: string, width: number): readonly VisualLine[] =>
    makeLines(text, direction, width, widthOf);

  const setLine = ({ runs }: VisualLine, { x, y, width }: Place): void => {
    const set = runs.map((run) => ({ ...run, width: widthOf(run.text) }));
    const whole = set.reduce((sum, run) => sum + run.width, 0);
    let left = isRightToLeft ? x + width - whole : x;
    for (const run of set) {
      doc.text(run.text, left, y, { ...AS_ONE, lineBreak: false });
      left += run.width;
    }
  };
  return {
    heightOf: (text, width) =>
      runsRightToLeft(text)
        ? linesOf(text, width).length * doc.currentLineHeight(true)
        : doc.heightOfString(text, { width }),
    set: (text, place) => {
      const { x, y, width } = place;
      if (!runsRightToLeft(text)) {
        doc.text(text, x, y, { width, align: isRightToLeft ? "right" : "left" });
        return doc.y;
      }
      const lines = linesOf(text, width);
      const height = doc.currentLineHeight(true);
      for (const [index, line] of lines.entries()) {
        setLine(line, { x, y: y + index * height, width });
      }
      return y + lines.length * height;
    },
  };
};
