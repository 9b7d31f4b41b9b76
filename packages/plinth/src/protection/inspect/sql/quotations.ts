// Sentences quote words, and compare what they quote: 'If status = "open" and cook = "me", I expect …'. All
// their quotes open or close something, and none of them ends a string that began before the text.

/** What is longer is an essay, of which the passages are read by themselves. */
const LONGEST = 640;
/** Words that no query has, outside of the quotes. */
const FEWEST_WORDS = 6;

/** "don't", "the cooks'", "van 't Hoff": quotes that are part of a word. */
const APOSTROPHE =
  /(?<=\p{L})['’](?=\p{L})|(?<=[\s(])'(?=(?:t|n|s|em|til|cause|bout|tis|twas|k|m)\b)/giu;
/** What is quoted, and the places around it; nothing in it joins or compares anything. */
const QUOTED =
  /(?<=^|[\s([{=>—–:/`*])(["'])(?![\s"'])([^"'\n;=<>()#]{0,80}?)(?<![\s(])\1(?=$|[\s.,;:!?)\]}`*—–-])/g;
const JOINS = /\b(?:or|and|xor|union|select|having|like)\b|\|\||&&/i;
/** What hides the rest of a query, and what ends it. */
const HIDES = /--|#|\/\*|;\s*$/;
const WORD = /^[("]?\p{L}[\p{L}'’-]{0,24}[")]?[,.;:?!]{0,2}$/u;
const KEYWORD =
  /^(?:select|from|where|union|all|order|group|by|having|limit|insert|into|values|update|set|delete|drop|table|exec|or|and|not|like|null|is|as|case|when|then|else|end)$/i;

/** Whether a text is a sentence of which every quote opens or closes a word or two. */
export const quotesInSentence = (text: string): boolean => {
  if (text.length > LONGEST) return false;
  let isPlain = true;
  const rest = text.replace(APOSTROPHE, "’").replace(QUOTED, (_, _quote, inner: string) => {
    if (JOINS.test(inner)) isPlain = false;
    return " ";
  });
  if (!isPlain || /["']/.test(rest) || HIDES.test(rest)) return false;
  const words = rest.split(/[\s()]+/).filter((word) => WORD.test(word) && !KEYWORD.test(word));
  return words.length >= FEWEST_WORDS && rest.length < text.length;
};
