/** Remembered in the place of a value: there is none. */
export const ABSENT: object = Object.freeze({});

/** A kept value as the tier of all nodes has it. @throws {TypeError} for what is no JSON. */
export const heldText = (held: unknown): string =>
  JSON.stringify(held === ABSENT ? {} : { value: held });

/** What a text of the tier of all nodes stands for. @throws {SyntaxError} for what is no JSON. */
export const heldOf = (text: string): unknown => {
  const envelope: unknown = JSON.parse(text);
  const isFull = typeof envelope === "object" && envelope !== null && "value" in envelope;
  return isFull ? envelope.value : ABSENT;
};

/** What the reader of a kept value is given. */
export const shownOf = <T>(held: unknown): T | undefined =>
  held === ABSENT ? undefined : (held as T);
