const ONES =
  "null ein zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn siebzehn achtzehn neunzehn".split(
    " ",
  );
const TENS: Readonly<Record<string, number>> = {
  zwanzig: 20,
  dreisig: 30,
  dreissig: 30,
  vierzig: 40,
  funfzig: 50,
  sechzig: 60,
  siebzig: 70,
  achtzig: 80,
  neunzig: 90,
};

const belowHundred = (text: string): number | undefined => {
  const one = ONES.indexOf(text);
  if (one >= 0) return one;
  for (const [word, ten] of Object.entries(TENS)) {
    if (text === word) return ten;
    if (!text.endsWith(`und${word}`)) continue;
    const ones = ONES.indexOf(text.slice(0, -word.length - 3));
    return ones > 0 && ones < 10 ? ten + ones : undefined;
  }
  return undefined;
};

/** What stands before and behind a word such as "tausend", in numbers; nothing before it is one. */
const around = (
  text: string,
  word: string,
  read: (part: string) => number | undefined,
): readonly [before: number | undefined, behind: number | undefined] | undefined => {
  const at = text.indexOf(word);
  if (at < 0) return undefined;
  const [before, behind] = [text.slice(0, at), text.slice(at + word.length)];
  return [before === "" ? 1 : read(before), behind === "" ? 0 : read(behind)];
};

const combined = (
  parts: readonly [number | undefined, number | undefined] | undefined,
  unit: number,
): number | undefined => {
  const [before, behind] = parts ?? [];
  return before === undefined || behind === undefined ? undefined : before * unit + behind;
};

const belowThousand = (text: string): number | undefined =>
  belowHundred(text) ?? combined(around(text, "hundert", belowHundred), 100);

/** The value of a German number in one word, as tokens have it: "zweitausendfunfhundert". */
export const germanNumber = (text: string): number | undefined =>
  belowThousand(text) ?? combined(around(text, "tausend", belowThousand), 1000);
