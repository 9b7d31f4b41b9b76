/** Characters that need no encoding in `filename*` (RFC 8187 section 3.2.1, attr-char). */
const percentEncoded = (name: string): string =>
  encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * The value of Content-Disposition that saves a file under a name (RFC 6266): once in plain ASCII for
 * whoever reads no more, once as it is.
 */
export const attachment = (name: string): string => {
  const plain = name.replaceAll(/[^A-Za-z0-9 ._-]/g, "_");
  const encoded = plain === name ? "" : `; filename*=UTF-8''${percentEncoded(name)}`;
  return `attachment; filename="${plain}"${encoded}`;
};
