/** Scheme and authority of a request target in absolute form (RFC 9112 section 3.2.2). */
const AUTHORITY = /^https?:\/\/[^/?#\\]*/i;

/**
 * The request target as origin form: path and query. Undefined for targets that are no path, such as
 * `*` or `host:port`. What is routed is this text, and nothing else is ever passed on.
 */
export const originForm = (target: string): string | undefined => {
  if (target.startsWith("/")) return target;
  const authority = AUTHORITY.exec(target)?.[0];
  if (authority === undefined) return undefined;
  const rest = target.slice(authority.length);
  return rest.startsWith("/") ? rest : `/${rest}`;
};

/** The path of an origin form, without its query. */
export const pathOf = (target: string): string => {
  const end = target.indexOf("?");
  return end === -1 ? target : target.slice(0, end);
};

/** Whether a path holds anything that programs are known to read in different ways. */
export const isQuirky = (path: string): boolean => /[A-Z%;#\\]|\/\.|\/\/|.\/$/.test(path);

/** Rounds of decoding: no program in use decodes a path more often. */
const MAX_DECODING = 3;

const decodeFully = (path: string): string | undefined => {
  let text = path;
  for (let round = 0; round < MAX_DECODING && text.includes("%"); round += 1) {
    try {
      text = decodeURIComponent(text);
    } catch {
      // The first decoding must work; a "%" that is left over by one is an ordinary character.
      return round === 0 ? undefined : text;
    }
  }
  return text;
};

/** A backslash, a control character, or a dot segment, with or without parameters behind it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const REFUSED = /[\\\u0000-\u001f\u007f]|\/\.{1,2}(?:[/;]|$)/;

/**
 * The way the most liberal reader takes a path: everything decoded, parameters of segments (";…")
 * dropped, slashes merged, letters small. Undefined where no two readers need agree at all: dot
 * segments, backslashes, control characters, fragments, broken encodings. Clients that follow the
 * URL standard send none of these.
 */
export const liberalReading = (path: string): string | undefined => {
  if (path.includes("#")) return undefined;
  const decoded = decodeFully(path);
  if (decoded === undefined || REFUSED.test(decoded)) return undefined;
  const segments = decoded.toLowerCase().split("/");
  const plain = segments.map((segment) => encodeURIComponent(segment.split(";")[0] ?? ""));
  return plain.join("/").replaceAll(/\/{2,}/g, "/");
};
