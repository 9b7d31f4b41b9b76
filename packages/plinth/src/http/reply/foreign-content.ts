/** Where an element of a page begins that loads something. */
const LOADING = /<(script|link)\b/gi;

/** Where the attributes from `from` on end, quotes read as browsers do; -1 where they never do. */
const attributesEnd = (html: string, from: number): number => {
  for (let at = from; at < html.length; at += 1) {
    const sign = html[at];
    if (sign === ">") return at;
    if (sign !== '"' && sign !== "'") continue;
    at = html.indexOf(sign, at + 1);
    if (at < 0) return -1;
  }
  return -1;
};

/** Elements that load something, each with its attributes as text. */
const loadingElements = (html: string): readonly (readonly [string, string])[] => {
  const found: (readonly [string, string])[] = [];
  let read = 0;
  for (const match of html.matchAll(LOADING)) {
    if (match.index < read) continue;
    const from = match.index + match[0].length;
    read = attributesEnd(html, from);
    // What never ends swallows the rest of the page, so nothing behind it loads.
    if (read < 0) break;
    found.push([match[1] ?? "", html.slice(from, read)]);
  }
  return found;
};

/** The value of an attribute as build tools write it, quoted or not. */
const attribute = (attributes: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, "i").exec(
    ` ${attributes}`,
  );
  return found === null ? undefined : (found[1] ?? found[2] ?? found[3]);
};

/** Relations whose target runs or styles the page (Subresource Integrity section 3.5). */
const INTEGRAL = ["stylesheet", "modulepreload", "preload"];

/** What is wrong with one element; undefined where it loads nothing from elsewhere. */
const problemOf = (
  element: string,
  attributes: string,
  hosts: readonly string[],
): string | undefined => {
  const isScript = element.toLowerCase() === "script";
  const address = attribute(attributes, isScript ? "src" : "href");
  const relation = attribute(attributes, "rel")?.toLowerCase() ?? "";
  if (address === undefined || !/^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(address)) return undefined;
  if (!isScript && !INTEGRAL.some((name) => relation.split(/\s+/).includes(name))) return undefined;
  const full = address.startsWith("//") ? `https:${address}` : address;
  const origin = URL.canParse(full) ? new URL(full).origin : address;
  if (!hosts.includes(origin)) {
    return `a page loads from ${origin}, which CSP_HOSTS does not name: browsers would block it`;
  }
  if (!/^sha(?:256|384|512)-[\w+/]+={0,2}/.test(attribute(attributes, "integrity") ?? "")) {
    return `a page loads from ${origin} without an integrity attribute: whoever gets hold of that host could change it`;
  }
  return attribute(attributes, "crossorigin") === undefined && !/\scrossorigin\b/i.test(attributes)
    ? `a page loads from ${origin} without crossorigin: browsers cannot check its integrity`
    : undefined;
};

/**
 * What is wrong with the scripts and styles that a page loads from other hosts: each must be of a host
 * that the settings name, and carry the hash of what is meant (WEB-04).
 */
export const foreignContentProblems = (
  html: string,
  hosts: readonly string[],
): readonly string[] => [
  ...new Set(
    loadingElements(html).flatMap(([element, attributes]) => {
      const problem = problemOf(element, attributes, hosts);
      return problem === undefined ? [] : [problem];
    }),
  ),
];
