import type { Meter } from "./finding.ts";

/** Characters that databases, browsers or file systems take for ASCII although NFKC keeps them. */
const LOOKALIKES: ReadonlyMap<number, string> = new Map([
  [0x02b9, "'"],
  [0x02bc, "'"],
  [0x2018, "'"],
  [0x2019, "'"],
  [0x201b, "'"],
  [0x2032, "'"],
  [0x201c, '"'],
  [0x201d, '"'],
  [0x2033, '"'],
  [0x2039, "<"],
  [0x203a, ">"],
  [0x3008, "<"],
  [0x3009, ">"],
  [0x2010, "-"],
  [0x2011, "-"],
  [0x2012, "-"],
  [0x2013, "--"],
  [0x2014, "--"],
  [0x2015, "--"],
  [0x2044, "/"],
  [0x2215, "/"],
  [0x29f8, "/"],
  [0x2216, "\\"],
  [0x29f5, "\\"],
  // Leaders of one dot and of two.
  [0x2024, "."],
  [0x2025, ".."],
  [0x2028, "\n"],
  [0x2029, "\n"],
  [0x0085, "\n"],
  // The long s, whose capital is an S.
  [0x017f, "s"],
]);

/** Invisible characters that are dropped: they split words for filters, not for parsers. */
const isInvisible = (code: number): boolean =>
  code === 0 ||
  code === 0xad ||
  (code >= 0x200b && code <= 0x200f) ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2060 && code <= 0x2064) ||
  code === 0xfeff;

/** Full-width forms, small forms, letters of mathematics and in circles. */
const isCompatible = (code: number): boolean =>
  (code >= 0xfe50 && code <= 0xfe6f) ||
  (code >= 0xff01 && code <= 0xff5e) ||
  (code >= 0x2100 && code <= 0x214f) ||
  (code >= 0x2460 && code <= 0x24ff) ||
  code === 0xd835 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x3000 ||
  code === 0xa0;

/** One byte a character: whether it is invisible, a look-alike or a compatibility form. */
const SUSPECTS: Uint8Array = Uint8Array.from({ length: 0x10000 }, (_, code) =>
  isInvisible(code) || LOOKALIKES.has(code) || isCompatible(code) ? 1 : 0,
);

/** Writes compatibility forms and look-alikes as the ASCII they pass for. */
export const foldCompatibility = (text: string, meter: Meter): string => {
  let first = 0;
  while (first < text.length && SUSPECTS[text.charCodeAt(first)] === 0) first += 1;
  meter.steps += first >> 3;
  if (first === text.length) return text;
  const parts: string[] = [text.slice(0, first)];
  let kept = first;
  for (let index = first; index < text.length; index += 1) {
    meter.steps += 1;
    const code = text.charCodeAt(index);
    if (SUSPECTS[code] === 0) continue;
    const isPair = code === 0xd835;
    const written = fold(text, index, code, isPair);
    if (written === undefined) continue;
    parts.push(text.slice(kept, index), written);
    if (isPair) index += 1;
    kept = index + 1;
  }
  return parts.join("") + text.slice(kept);
};

const fold = (text: string, at: number, code: number, isPair: boolean): string | undefined => {
  if (isInvisible(code)) return "";
  const known = LOOKALIKES.get(code);
  if (known !== undefined) return known;
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (!isCompatible(code)) return undefined;
  return text.slice(at, at + (isPair ? 2 : 1)).normalize("NFKC");
};
