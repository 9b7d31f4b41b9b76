import PDFDocument from "pdfkit";
import { createTextSetter } from "./text-setter.ts";
import { type Direction, runsRightToLeft } from "./visual-lines.ts";

/** The sizes of type that are used, in points. */
const SIZES = { title: 20, heading: 16, dish: 12, plain: 10, small: 9 } as const;
type Size = keyof typeof SIZES;

const MARGIN = 48;
const FOOT = 28;
const INK = "#1c1b19";
const SOFT = "#5a564f";
const LINE = "#c9c3b8";
const COLUMN_GAP = 28;

/** The fonts, as files: letters of Latin, Greek, Cyrillic, Arabic and Hebrew are in them. */
export interface Fonts {
  readonly plain: string;
  readonly bold: string;
}

/** What a text looks like. */
export interface Look {
  readonly size?: Size;
  readonly isBold?: boolean;
  readonly isSoft?: boolean;
  /** Points kept free above. */
  readonly above?: number;
}

type Element = PDFKit.PDFStructureElement;

/** A document that is drawn from top to bottom while its structure is built beside it. */
export type Paper = ReturnType<typeof createPaper>;

/** Where the next line stands, and how wide it is. */
interface Cursor {
  x: number;
  y: number;
  width: number;
  column: number;
  columns: number;
  /** Where the columns of this page begin. */
  top: number;
}

interface PaperOptions {
  readonly size: "A4" | "LETTER";
  readonly fonts: Fonts;
  readonly title: string;
  /** The tag of what is written (ISO 32000-1, 14.9.2). */
  readonly language: string;
  readonly direction: Direction;
  readonly made: Date;
}

const openDocument = ({ size, fonts, title, language, made }: PaperOptions) => {
  const doc = new PDFDocument({
    size,
    margins: { top: MARGIN, bottom: 0, left: MARGIN, right: MARGIN },
    pdfVersion: "1.7",
    tagged: true,
    lang: language,
    displayTitle: true,
    autoFirstPage: false,
    bufferPages: true,
    font: fonts.plain,
    info: { Title: title, Creator: "Cibozer", CreationDate: made, ModDate: made },
  });
  doc.registerFont("plain", fonts.plain);
  doc.registerFont("bold", fonts.bold);
  return doc;
};

const bytesOf = (doc: PDFKit.PDFDocument): Promise<Uint8Array<ArrayBuffer>> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    doc.on("data", (part: Buffer) => parts.push(part));
    doc.on("error", reject);
    doc.on("end", () => resolve(new Uint8Array(Buffer.concat(parts))));
    doc.end();
  });

/**
 * Opens a document. Everything that is written is part of its structure, in the order of reading;
 * what is there for the eye only is marked as such (PDF 32000-1, 14.8).
 */
export const createPaper = (options: PaperOptions) => {
  const doc = openDocument(options);
  const isRightToLeft = options.direction === "rtl";
  const setter = createTextSetter(doc, options.direction);
  const root = doc.struct("Document", { title: options.title });
  doc.addStructure(root);
  const at: Cursor = { x: MARGIN, y: MARGIN, width: 0, column: 0, columns: 1, top: MARGIN };
  const bottom = (): number => doc.page.height - MARGIN - FOOT;
  const columnWidth = (): number =>
    (doc.page.width - 2 * MARGIN - (at.columns - 1) * COLUMN_GAP) / at.columns;

  const toColumn = (column: number): void => {
    at.column = column;
    at.width = columnWidth();
    // The first column stands where reading begins.
    const fromLeft = isRightToLeft ? at.columns - 1 - column : column;
    at.x = MARGIN + fromLeft * (at.width + COLUMN_GAP);
    at.y = at.top;
  };
  const page = (): void => {
    doc.addPage();
    at.top = MARGIN;
    toColumn(0);
  };
  /** Goes on in the next column, or on the next page, where `height` points do not fit any more. */
  const room = (height: number): void => {
    if (at.y + height <= bottom() || at.y === at.top) return;
    if (at.column + 1 < at.columns) toColumn(at.column + 1);
    else page();
  };
  const choose = ({ size: name = "plain", isBold = false, isSoft = false }: Look): void => {
    doc.font(isBold ? "bold" : "plain").fontSize(SIZES[name]);
    doc.fillColor(isSoft ? SOFT : INK);
  };
  const heightOf = (text: string, look: Look): number => {
    choose(look);
    return (look.above ?? 0) + setter.heightOf(text, at.width);
  };
  /** Writes a text and says in the structure what it is: H1, H2, P, LBody. */
  const write = (parent: Element, tag: string, text: string, look: Look = {}): void => {
    room(heightOf(text, look));
    choose(look);
    const y = at.y + (look.above ?? 0);
    const { x, width } = at;
    // What stands below is known before the structure draws the text.
    let below = y;
    // Glyphs stand as they are seen: what they read is said beside them (ISO 32000-1, 14.9.4).
    parent.add(
      doc.struct(tag, runsRightToLeft(text) ? { actual: text } : {}, () => {
        below = setter.set(text, { x, y, width });
      }),
    );
    at.y = below;
  };
  const begin = (parent: Element, tag: string): Element => {
    const element = doc.struct(tag);
    parent.add(element);
    return element;
  };
  /** A thin line across, for the eye only. */
  const rule = (): void => {
    doc.markContent("Artifact", { type: "Layout" });
    doc
      .moveTo(at.x, at.y + 6)
      .lineTo(at.x + at.width, at.y + 6)
      .lineWidth(0.6)
      .stroke(LINE);
    doc.endMarkedContent();
    at.y += 12;
  };
  const columns = (count: number): void => {
    at.columns = count;
    at.top = at.y + 4;
    toColumn(0);
  };
  /** Writes a line below every page; `{page}` and `{pages}` in it are filled. */
  const foot = (text: string): void => {
    const { start, count } = doc.bufferedPageRange();
    for (let index = start; index < start + count; index += 1) {
      doc.switchToPage(index);
      choose({ size: "small", isSoft: true });
      doc.markContent("Artifact", { type: "Pagination" });
      const filled = text.replace("{page}", String(index + 1)).replace("{pages}", String(count));
      const width = doc.page.width - 2 * MARGIN;
      setter.set(filled, { x: MARGIN, y: doc.page.height - MARGIN, width });
      doc.endMarkedContent();
    }
  };
  /** Finishes the document and gives its bytes. */
  const end = (): Promise<Uint8Array<ArrayBuffer>> => {
    root.end();
    return bytesOf(doc);
  };
  return { root, begin, write, heightOf, room, rule, page, columns, foot, end };
};
