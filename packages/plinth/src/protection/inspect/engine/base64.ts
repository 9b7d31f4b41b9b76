/** The first letters of an object and of a list of them in base64, of "eyJ" ('{"') and "W3si" ('[{"'). */
const OBJECT = 101;
const LIST = 87;
const LONGEST = 8_192;
const BASE64 = /^[\w+/-]{16,}={0,2}$/;

/**
 * The JSON that a whole value spells in base64 or base64url (RFC 4648), as state is kept in cookies and
 * links; undefined for anything else. A token of three parts (RFC 7515) has dots and is none.
 */
export const spelledDocument = (text: string): string | undefined => {
  const first = text.charCodeAt(0);
  if ((first !== OBJECT && first !== LIST) || text.length > LONGEST) return undefined;
  if (!text.startsWith("yJ", 1) && !text.startsWith("3si", 1)) return undefined;
  if (!BASE64.test(text)) return undefined;
  // Forgiving: what is no base64 is left out, and what comes of it is read as any other text.
  return Buffer.from(text, "base64").toString("utf8");
};
