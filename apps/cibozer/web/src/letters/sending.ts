import {
  isWaiting,
  type Letter,
  type Letters,
  type Refusal,
  withFirstBegun,
  withoutLetter,
  withRefusal,
} from "./letter.ts";

/** Where letters lie until they are answered: one place for all pages of a browser and its worker. */
export type Shelf<Words> = {
  /** Changes what lies there, in turn with whoever else does, and gives what lies there then. */
  readonly change: (work: (letters: Letters<Words>) => Letters<Words>) => Promise<Letters<Words>>;
  /** Does the work while nobody else sends from this shelf. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
};

/** What sending needs. */
export type SendingParts<Words> = {
  readonly shelf: Shelf<Words>;
  /** May fail after it has arrived, and is then called with the same key. */
  readonly send: (words: Words, key: string) => Promise<void>;
  /** Why it will not do; undefined where a failure says nothing of what the server did. */
  readonly refusalOf: (error: unknown) => Refusal | undefined;
  /** Whether the person is still there: for nobody nothing is sent, or kept. */
  readonly isHere: () => boolean;
};

/**
 * Sends what lies on a shelf, one letter after another, in the order in which it was told (UX-02).
 * A letter without an answer goes again under its key, so that it counts once; one that is refused
 * is set aside, and stands in the way of nothing (P-116). Page and worker send by this alone.
 */
export const sendLetters = <Words>(
  parts: SendingParts<Words>,
  onSeen: (letters: Letters<Words>) => void = () => undefined,
): Promise<"sent" | "stuck" | "ended"> => {
  const { shelf, send, refusalOf, isHere } = parts;
  const change = async (work: (letters: Letters<Words>) => Letters<Words>) => {
    const letters = await shelf.change(work);
    onSeen(letters);
    return letters;
  };
  /** Undefined where it is sent or set aside, and the next one's turn. */
  const sendOne = async ({ key, words }: Letter<Words>): Promise<"stuck" | undefined> => {
    try {
      await send(words, key);
    } catch (error) {
      const refusal = refusalOf(error);
      if (refusal === undefined) return "stuck";
      if (isHere()) await change((letters) => withRefusal(letters, key, refusal));
      return undefined;
    }
    if (isHere()) await change((letters) => withoutLetter(letters, key));
    return undefined;
  };
  return shelf.alone(async () => {
    while (isHere()) {
      // Kept before it leaves: whoever comes after a page that was closed must know that it did.
      const first = (await change(withFirstBegun)).find(isWaiting);
      if (first === undefined) return "sent";
      if (!isHere()) break;
      if ((await sendOne(first)) === "stuck" && isHere()) return "stuck";
    }
    return "ended";
  });
};
