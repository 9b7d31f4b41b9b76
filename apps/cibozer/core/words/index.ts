export { acceptConstraints, addToReading, dislikesOf, isConstraint } from "./accept.ts";
export {
  type Constraint,
  type ConstraintField,
  type FoundConstraint,
  LEFT_REASONS,
  type LeftOver,
  type LeftReason,
  MAX_WORDS_LENGTH,
  type Reading,
  SINGLE_FIELDS,
} from "./constraint.ts";
export type { Dish } from "./dishes.ts";
export { CUISINE_IDS } from "./lexicon/phrases.ts";
export { createSentenceReader, type SentenceReader } from "./reader.ts";
