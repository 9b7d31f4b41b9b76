/** What kind of byte one is (ISO 32000-2, tables 1 and 2). */
export const REGULAR = 0;
export const SPACE = 1;
export const DELIMITER = 2;

/** The kind of each byte. */
export const KINDS: Readonly<Uint8Array> = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if ("\0\t\n\f\r ".includes(character)) return SPACE;
  return "()<>[]{}/%".includes(character) ? DELIMITER : REGULAR;
});
