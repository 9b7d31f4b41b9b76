import { createRequire } from "node:module";
import type sanitizeHtml from "sanitize-html";
import { platformErrors } from "#core";

/** What may stay beside the elements that always may. */
export interface RichTextOptions {
  /** Keeps `img` with an https address; by default images go, because each tells who reads. */
  readonly images?: boolean;
}

const TAGS = [
  ...["p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "h2", "h3", "h4"],
  "a",
] as const;

/** Elements whose text was never meant to be read; of all others only the tags go. */
const SILENT = [
  ...["script", "style", "textarea", "option", "select", "noscript", "noembed", "noframes"],
  ...["iframe", "object", "template", "title", "xmp", "plaintext", "svg", "math", "head"],
];

/** Deeper nesting is cut off: browsers do too, and people do not write it. */
const MAX_DEPTH = 32;

/** What comes out of one cleaning is well formed, so the second changes little and the third nothing. */
const MAX_ROUNDS = 5;

/** Unclosed elements cost the parser more than their length: 100 000 characters a quarter second. */
const MAX_LENGTH = 100_000;

const LINKS: readonly string[] = ["http:", "https:", "mailto:"];
const IMAGES: readonly string[] = ["https:"];

type Attributes = Readonly<Record<string, string>>;

/** An address written as the one parser read it; undefined where its scheme is not allowed. */
const addressOf = (text: string | undefined, schemes: readonly string[]): string | undefined => {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return schemes.includes(url.protocol) ? url.href : undefined;
};

const linkOf = (attributes: Attributes): Record<string, string> => {
  const href = addressOf(attributes["href"], LINKS);
  return href === undefined ? {} : { href, rel: "noopener nofollow" };
};

const imageOf = (attributes: Attributes): Record<string, string> => {
  const src = addressOf(attributes["src"], IMAGES);
  const { alt } = attributes;
  return src === undefined ? {} : { src, ...(alt === undefined ? {} : { alt }) };
};

const optionsOf = (images: boolean): sanitizeHtml.IOptions => ({
  allowedTags: images ? [...TAGS, "img"] : [...TAGS],
  allowedAttributes: { a: ["href", "rel"], ...(images ? { img: ["src", "alt"] } : {}) },
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: { img: ["https"] },
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  nonTextTags: SILENT,
  nestingLimit: MAX_DEPTH,
  parseStyleAttributes: false,
  transformTags: {
    b: "strong",
    i: "em",
    a: (tagName, attributes) => ({ tagName, attribs: linkOf(attributes) }),
    img: (tagName, attributes) => ({ tagName, attribs: imageOf(attributes) }),
  },
  exclusiveFilter: ({ tag, attribs }) => tag === "img" && attribs["src"] === undefined,
});

const TEXT_ONLY = optionsOf(false);
const WITH_IMAGES = optionsOf(true);

const requireCommonJs = createRequire(import.meta.url);

/** Loaded when it is first needed: few applications have rich text, and every start would pay. */
const library = (): typeof sanitizeHtml => requireCommonJs("sanitize-html");

/**
 * Rich text with only what is on the list: paragraphs, emphasis, lists, quotations, code, headings
 * of level 2 to 4, links to http, https and mailto (VAL-13, P-013). Cleaning twice changes nothing
 * more. Use it where text is stored or shown as HTML; plain text needs `escapeHtml`, or React.
 * @throws {AppError} PAYLOAD_TOO_LARGE beyond 100 000 characters; the schema should say less.
 */
export const sanitizeRichText = (html: string, options: RichTextOptions = {}): string => {
  if (html.length > MAX_LENGTH) {
    throw platformErrors.make.PAYLOAD_TOO_LARGE({ extra: { limitBytes: MAX_LENGTH } });
  }
  const clean = library();
  const allowed = options.images === true ? WITH_IMAGES : TEXT_ONLY;
  // A link in a link that hid in broken tags shows itself only in what was cleaned once.
  let text = html;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = text;
    text = clean(before, allowed);
    if (text === before) break;
  }
  return text;
};
