/** Attributes of a tag by their lower-case names; those without a value are empty. */
export type Attributes = ReadonlyMap<string, string>;

/** Longest page that is looked at, and longest tag. */
const MAX_PAGE = 500_000;
const MAX_TAG = 2_000;
/** Most tags of a kind in a page. */
const MAX_TAGS = 500;

const ATTRIBUTE = /([a-zA-Z][\w:-]{0,40})(?:\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** What entities of attributes stand for; others do not matter for addresses. */
const decode = (value: string): string =>
  value.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#x2F;", "/").trim();

const attributesOf = (text: string): Attributes =>
  new Map(
    [...text.matchAll(ATTRIBUTE)].map(([, name = "", double, single, bare]) => [
      name.toLowerCase(),
      decode(double ?? single ?? bare ?? ""),
    ]),
  );

/** A page without its comments, which load nothing. */
export const withoutComments = (html: string): string =>
  html
    .slice(0, MAX_PAGE)
    .split("<!--")
    .map((part, index) => {
      if (index === 0) return part;
      const end = part.indexOf("-->");
      return end === -1 ? "" : part.slice(end + 3);
    })
    .join("");

/** A page without what its own scripts and styles say: texts in there are no tags. */
const withoutPrograms = (html: string): string => {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let at = 0;
  while (at < html.length) {
    const found = lower.slice(at).search(/<(?:script|style)[\s>]/);
    const open = found === -1 ? -1 : lower.indexOf(">", at + found);
    const name = found === -1 ? "" : lower.startsWith("<script", at + found) ? "script" : "style";
    const close = open === -1 ? -1 : lower.indexOf(`</${name}`, open);
    if (close === -1) break;
    kept.push(html.slice(at, open + 1));
    at = close;
  }
  return [...kept, html.slice(at)].join("");
};

/** The tags of a page that have one of these names, with their attributes, in their order. */
export const tagsOf = (html: string, ...names: readonly string[]): readonly Attributes[] => {
  const [, ...pieces] = withoutPrograms(withoutComments(html)).split("<");
  const found: Attributes[] = [];
  for (const piece of pieces) {
    const name = /^[a-z][a-z0-9]{0,15}(?=[\s/>])/i.exec(piece)?.[0] ?? "";
    if (!names.includes(name.toLowerCase())) continue;
    const rest = piece.slice(name.length, piece.indexOf(">") + 1 || undefined);
    if (rest.length <= MAX_TAG) found.push(attributesOf(rest));
    if (found.length >= MAX_TAGS) break;
  }
  return found;
};
