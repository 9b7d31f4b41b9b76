import { defineMeter } from "plinth";

/** Tokens that are set aside for one sentence: the instructions, the sentence, and the longest answer. */
export const RESERVED_TOKENS = 1_500;

/** Tokens of the language model; sentences that rules read alone cost none. */
export const TOKENS_METER = defineMeter({
  name: "ai-tokens",
  unit: "token",
  limit: "30000/day, 300000/month",
});
