import { KINDS, REGULAR, SPACE } from "./bytes.ts";

/** What begins, or ends, at a byte. */
export const NOTHING = 0;
export const OBJECT = 1;
export const TRAILER = 2;
export const STREAM_END = 3;

// How far the bytes before have come to "1 0 obj".
const FIRST_NUMBER = 1;
const AFTER_FIRST = 2;
const SECOND_NUMBER = 3;
const AFTER_SECOND = 4;
const O = 5;
const OB = 6;
const OBJ = 7;
const ENTRY = 8;
const PLACES = 9;

const isAfterNumber = (place: number): boolean => place === SECOND_NUMBER || place === AFTER_SECOND;
const isAfterFirst = (place: number): boolean => place >= AFTER_FIRST && place <= AFTER_SECOND;

const nextOfSpace = (place: number): number => {
  if (isAfterNumber(place)) return AFTER_SECOND;
  return place === FIRST_NUMBER || place === AFTER_FIRST ? AFTER_FIRST : 0;
};
const nextOfLetter = (place: number, letter: string): number => {
  if (letter === "o") return isAfterNumber(place) ? O : 0;
  if (letter === "b") return place === O ? OB : 0;
  return letter === "j" && place === OB ? OBJ : 0;
};
const nextOf = (place: number, byte: number): number => {
  const character = String.fromCharCode(byte);
  // Readers forgive "1 0 obj7".
  if (place === OBJ && (KINDS[byte] !== REGULAR || /\d/.test(character))) return ENTRY;
  // The numbers may stand in the line before, behind them a comment.
  if (character === "\n" || character === "\r") return AFTER_SECOND;
  if (KINDS[byte] === SPACE) return nextOfSpace(place);
  if (!/[\d+.-]/.test(character)) return nextOfLetter(place, character);
  return isAfterFirst(place) ? SECOND_NUMBER : FIRST_NUMBER;
};
const NEXT = Uint8Array.from({ length: PLACES * 256 }, (_, at) =>
  nextOf(Math.floor(at / 256), at % 256),
);

/** Letters as they stand in the last four bytes, and in those before. */
const letters = (text: string): number => Buffer.from(text.padStart(4, "\0")).readInt32BE();
const DSTR = letters("dstr");
const DOBJ = letters("dobj");
const EN = letters("en");
const ILER = letters("iler");
const TRA = letters("tra");

/**
 * Sees every place at which a reader might begin, wherever it is: objects ("1 0 obj"), trailers
 * ("trailer <<") and ends of streams ("endstream", of which readers forgive the end, or "endobj").
 */
export const createEntryWatch = (): ((byte: number) => number) => {
  let place = AFTER_SECOND;
  let older = 0;
  let last = 0;
  let isAfterTrailer = false;
  return (byte) => {
    older = (older << 8) | (last >>> 24);
    last = (last << 8) | byte;
    place = NEXT[place * 256 + byte] ?? 0;
    if (place === ENTRY) return OBJECT;
    if (isAfterTrailer && KINDS[byte] !== SPACE) {
      isAfterTrailer = false;
      if (byte === 0x3c || byte === 0x25) return TRAILER;
    }
    isAfterTrailer ||= last === ILER && (older & 0xff_ff_ff) === TRA;
    return (last === DSTR || last === DOBJ) && (older & 0xff_ff) === EN ? STREAM_END : NOTHING;
  };
};
