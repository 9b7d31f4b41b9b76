import { sha256Of } from "./sha256.ts";

/**
 * Texts of licences that somebody read, by the SHA-256 of their words, each with the name it goes by.
 * A package that names no SPDX expression is known by its text only as long as not a word of it changes.
 */
const READ_TEXTS: ReadonlyMap<string, string> = new Map([
  ["0cf21bdfd1964a97a8615e128534845826afbc887edc95aa5c925cbf64386b5c", "MIT"],
  // DejaVu's own changes and those of TeX Gyre are public domain; Arev's terms are Bitstream's with
  // another name; the letters of AMSFonts ask for another name where their metrics change. All may be
  // shipped and embedded, unchanged and not sold by themselves.
  ["a682efa1054dd6439f5ffaaaaf5e2daf66cfd515d7c60f16163a9fb23cf86283", "Bitstream-Vera"],
]);

/** The words of a licence, without its title and without who holds the copyright and since when. */
const wordsOf = (text: string): string =>
  text
    .split("\n")
    .filter(
      (line) => !/^\s*(?:the mit license|mit license|copyright \(c\)|copyright ©)/i.test(line),
    )
    .join(" ")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, " ")
    .trim();

/** The SPDX name of a licence by its text; undefined where nobody read these words. */
export const licenceOfText = (text: string): string | undefined =>
  READ_TEXTS.get(sha256Of(wordsOf(text)));
