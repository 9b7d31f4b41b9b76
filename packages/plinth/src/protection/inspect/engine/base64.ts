/** What an object or a list of them begins with in base64: '{"', '[{"'. */
const BEGINNINGS = ["eyJ", "W3si"] as const;
const LONGEST = 8_192;
const BASE64 = /^[\w+/-]{16,}={0,2}$/;

/**
 * The JSON that a whole value spells in base64 or base64url (RFC 4648), as state is kept in cookies and
 * links; undefined for anything else. A token of three parts (RFC 7515) has dots and is none.
 */
export const spelledDocument = (text: string): string | undefined => {
  if (text.length > LONGEST || !BEGINNINGS.some((beginning) => text.startsWith(beginning))) {
    return undefined;
  }
  if (!BASE64.test(text)) return undefined;
  // Forgiving: what is no base64 is left out, and what comes of it is read as any other text.
  return Buffer.from(text, "base64").toString("utf8");
};
