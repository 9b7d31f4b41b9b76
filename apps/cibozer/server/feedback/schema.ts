import { idText, oneOf, type Static, shortText, strictObject, Type } from "plinth";

/** What somebody may want to say. */
export const KINDS = ["idea", "problem", "praise", "question"] as const;

/** Where an entry stands with those who read it. */
export const STATES = ["new", "seen", "done"] as const;
export type FeedbackState = (typeof STATES)[number];

export const FeedbackBody = strictObject({
  kind: oneOf(KINDS),
  text: Type.String({ minLength: 3, maxLength: 2_000 }),
  /** Path of the page that it is about, without what follows "?" or "#". */
  page: Type.Optional(shortText({ max: 200 })),
  /** Whether those who read it are told the address, to answer; default no. */
  answer: Type.Optional(Type.Boolean()),
});
export type FeedbackBody = Static<typeof FeedbackBody>;

export const FeedbackReceipt = Type.Object({ id: Type.String(), createdAt: Type.String() });

export const FeedbackQuery = strictObject({
  /** Default "new". */
  state: Type.Optional(oneOf(STATES)),
  /** Where the page begins: `next` of the page before. */
  before: Type.Optional(idText()),
});

export const FeedbackParams = strictObject({ id: idText() });

export const StateBody = strictObject({ state: oneOf(STATES) });

const Entry = Type.Object({
  id: Type.String(),
  accountId: Type.String(),
  createdAt: Type.String(),
  kind: Type.String(),
  text: Type.String(),
  page: Type.String(),
  wantsAnswer: Type.Boolean(),
  state: Type.String(),
});

export const EntryReply = Entry;

export const FeedbackList = Type.Object({
  entries: Type.Array(Entry),
  /** Where the next page begins; null where there is none. */
  next: Type.Union([Type.String(), Type.Null()]),
});
