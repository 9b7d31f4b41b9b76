/** An element of a drawing, with what it refers to in the same drawing. */
export interface SvgElement {
  /** Without its prefix. */
  readonly name: string;
  readonly ids: readonly string[];
  readonly classes: readonly string[];
  /** Ids of what is drawn in its place or inside of it: `href="#id"`. */
  readonly drawn: readonly string[];
  /** Ids of what it is painted, cut or marked with: `url(#id)`. */
  readonly paints: readonly string[];
  /** Places of its children in the list of elements. */
  readonly children: number[];
}

/** A drawing as a list, its root first, and the text of its style sheets. */
export interface SvgTree {
  readonly elements: readonly SvgElement[];
  readonly styles: string;
}

/** Deeper than this, programs that draw give up one after the other (libxml2 at 256). */
const MAX_DEPTH = 256;

const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
};

/** An id as the parser of XML and the one of URLs leave it. */
const plainId = (text: string): string => {
  const id = text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => NAMED[name] ?? "");
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
};

const valuesOf = (tag: string, attribute: RegExp): readonly string[] =>
  [...tag.matchAll(attribute)].map(([, quoted, single]) => plainId(quoted ?? single ?? ""));

const ID = /["'\s](?:xml:)?id\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const CLASS = /["'\s]class\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const DRAWN = /href\s*=\s*(?:"#([^"]*)"|'#([^']*)')/gi;

/** Ids in `url(#id)`, however they are quoted. */
export const paintsIn = (text: string): readonly string[] =>
  [...text.matchAll(/url\(\s*["']?#([^"')]*)/gi)].map(([, id = ""]) => plainId(id.trim()));

const readTag = (tag: string): SvgElement => {
  const [full = ""] = /^[^\s/>]+/.exec(tag) ?? [];
  const name = full.slice(full.indexOf(":") + 1);
  return {
    name,
    ids: valuesOf(tag, ID),
    classes: valuesOf(tag, CLASS).flatMap((value) => value.split(/\s+/)),
    // A link leads somewhere; it draws nothing.
    drawn: name === "a" ? [] : valuesOf(tag, DRAWN),
    paints: paintsIn(tag),
    children: [],
  };
};

/** Where a tag that begins at `from` ends: `>` in a value is none. */
const endOfTag = (text: string, from: number): number => {
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === ">") return at;
    if (sign !== '"' && sign !== "'") continue;
    at = text.indexOf(sign, at + 1);
    if (at === -1) return -1;
  }
  return -1;
};

/** What is no element: how it begins and ends. */
const OTHERS = [
  ["<!--", "-->"],
  ["<![CDATA[", "]]>"],
  ["<?", "?>"],
] as const;

/** What stands between two signs: a tag, or something else; `next` is behind it. */
interface Piece {
  readonly isTag: boolean;
  readonly text: string;
  readonly next: number;
}

const pieceAt = (text: string, start: number): Piece | undefined => {
  const [head, tail] = OTHERS.find(([sign]) => text.startsWith(sign, start)) ?? ["<", ">"];
  const isTag = head === "<";
  const from = start + head.length;
  const end = isTag ? endOfTag(text, from) : text.indexOf(tail, from);
  return end === -1 ? undefined : { isTag, text: text.slice(from, end), next: end + tail.length };
};

/**
 * Reads a drawing, up to one element more than `most`; undefined where its tags do not fit together,
 * or lie too deep.
 */
export const readSvgTree = (text: string, most: number): SvgTree | undefined => {
  const elements: SvgElement[] = [];
  const open: SvgElement[] = [];
  const styles: string[] = [];
  const note = (words: string): void => {
    if (open.at(-1)?.name === "style") styles.push(words);
  };
  const begin = (tag: string): boolean => {
    const element = readTag(tag);
    open.at(-1)?.children.push(elements.length);
    elements.push(element);
    if (!tag.endsWith("/")) open.push(element);
    return open.length <= MAX_DEPTH;
  };
  const take = (tag: string): boolean =>
    tag.startsWith("/") ? open.pop()?.name === readTag(tag.slice(1)).name : begin(tag);

  let at = 0;
  for (let start = text.indexOf("<"); start !== -1; start = text.indexOf("<", at)) {
    note(text.slice(at, start));
    const piece = pieceAt(text, start);
    if (piece === undefined || (piece.isTag && !take(piece.text))) return undefined;
    if (!piece.isTag) note(piece.text);
    if (elements.length > most) return { elements, styles: "" };
    at = piece.next;
  }
  return open.length === 0 ? { elements, styles: styles.join(" ") } : undefined;
};
