/** Why the server does not take a letter. */
export type Refusal = { readonly code: string; readonly status: number };

/** Something to tell the server, under the key by which it knows it again. */
export type Letter<Words> = {
  readonly key: string;
  readonly words: Words;
  /** It has left at least once: it goes again as it is, under its key. */
  readonly isBegun?: boolean;
  /** It is not sent again, and stays until its person was told why. */
  readonly refused?: Refusal;
};

/** Letters in the order in which they were told. */
export type Letters<Words> = readonly Letter<Words>[];

/** One letter of two about the same; undefined where they are about different things. */
export type Join<Words> = (older: Words, newer: Words) => Words | undefined;

/** Whether it is still to be sent. */
export const isWaiting = ({ refused }: Letter<unknown>): boolean => refused === undefined;

/** With one more, which takes in what has not left and is about the same; one that lies there stays. */
export const withLetter = <Words>(
  letters: Letters<Words>,
  { key, words }: Letter<Words>,
  join: Join<Words>,
): Letters<Words> => {
  if (letters.some((one) => one.key === key)) return letters;
  let all = words;
  const others = letters.filter((one) => {
    if (one.isBegun === true) return true;
    const both = join(one.words, all);
    if (both !== undefined) all = both;
    return both === undefined;
  });
  return [...others, { key, words: all }];
};

/** The oldest one that waits is on its way. */
export const withFirstBegun = <Words>(letters: Letters<Words>): Letters<Words> => {
  const first = letters.find(isWaiting);
  if (first === undefined || first.isBegun === true) return letters;
  return letters.map((one) => (one === first ? { ...one, isBegun: true } : one));
};

/** The server said no to one. */
export const withRefusal = <Words>(
  letters: Letters<Words>,
  key: string,
  refused: Refusal,
): Letters<Words> => letters.map((one) => (one.key === key ? { ...one, refused } : one));

/** The server has it. */
export const withoutLetter = <Words>(letters: Letters<Words>, key: string): Letters<Words> =>
  letters.filter((one) => one.key !== key);
