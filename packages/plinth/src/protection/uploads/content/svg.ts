import { damaged, type FileFault, fault } from "./fault.ts";
import type { ByteSource } from "./source.ts";
import { countShapes } from "./svg-shapes.ts";
import { readSvgTree } from "./svg-tree.ts";
import { CONTROL, NO_TEXT } from "./texts.ts";

/** A drawing is looked through as a whole. */
const MAX_SVG_BYTES = 4_194_304;
/** More than any hand or program draws on purpose: browsers stand still for seconds beyond. */
const MAX_SHAPES = 100_000;

/**
 * What makes an SVG act or fetch. No cleaner: a drawing that needs any of it is refused. The prefix of
 * an element is whatever XML takes for a name, which is more than \s and \w agree on (XML 1.0, 2.3).
 */
const SVG_ACTS: readonly RegExp[] = [
  /<!doctype|<!entity|@import|&#|javascript:|xml:base/i,
  // CSS spells any word another way with it, and a path of Windows is nothing to draw.
  /\\/,
  /<\?(?!xml[\s?])/i,
  /<(?:[^ \t\r\n<>/:]+:)?(?:script|foreignobject|iframe|object|embed|handler|listener|set|animate\w*)[\s>/]/i,
  // Elements of a page or of MathML act as they do there.
  /www\.w3\.org\/(?:1999\/xhtml|1998\/math)/i,
  /[\s"'/]on\w+\s*=/i,
  /(?:href|src)(?!=["'](?:#|data:image\/(?:png|jpeg|gif|webp)[;,]))[\s=]/i,
  /(?:url|src|image|image-set|cross-fade)\((?!\s*["']?#)/i,
];

const NO_SVG = fault("type.content", "does not begin as an SVG");
const ACTS = fault("content.script", "holds a script, a reference or another part that acts");

const TOO_MANY = fault("image.shapes", `draws more than ${MAX_SHAPES} shapes, or itself`);

/** Whether a document begins with svg, but for its declaration and comments. */
const beginsAsSvg = (text: string, declaration: string): boolean => {
  let rest = text.slice(declaration.length).trimStart();
  while (rest.startsWith("<!--")) {
    const end = rest.indexOf("-->", 4);
    if (end < 0) return false;
    rest = rest.slice(end + 3).trimStart();
  }
  return /^<svg[\s>]/.test(rest);
};

/** Whether a declaration names an encoding in which the same bytes say something else. */
const isReadOtherwise = (declaration: string): boolean =>
  /encoding/i.test(declaration) && !/encoding\s*=\s*["'](?:utf-8|us-ascii)["']/i.test(declaration);

const decode = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

/** SVG 2 as text whose first element is svg, and in which nothing acts, fetches or is spelt oddly. */
export const walkSvg = async (source: ByteSource): Promise<FileFault | undefined> => {
  if (source.size > MAX_SVG_BYTES) return fault("size.too-large", "is an SVG of more than 4 MiB");
  const text = decode(await source.read(0, source.size));
  if (text === undefined || CONTROL.test(text)) return NO_TEXT;
  const declaration = /^<\?xml[^>]*\?>/.exec(text)?.[0] ?? "";
  if (!beginsAsSvg(text, declaration)) return NO_SVG;
  if (!/(?:<\/svg\s*>|\/>)\s*$/.test(text.slice(-64))) return damaged("an SVG without its end");
  if (isReadOtherwise(declaration) || SVG_ACTS.some((part) => part.test(text))) return ACTS;
  const tree = readSvgTree(text, MAX_SHAPES);
  if (tree === undefined) return damaged("an SVG whose tags do not fit together");
  return countShapes(tree, MAX_SHAPES) > MAX_SHAPES ? TOO_MANY : undefined;
};
