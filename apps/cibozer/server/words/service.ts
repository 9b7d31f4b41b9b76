import type { ConsentService, CostsService } from "plinth";
import {
  addToReading,
  type Constraint,
  type FoundConstraint,
  isConstraint,
  type LeftReason,
  type Reading,
  type SentenceReader,
} from "#core/words";
import { maskPersonal } from "./mask.ts";
import type { Suggestion } from "./provider/contract.ts";
import type { Model } from "./provider/model.ts";
import type { ModelState, WordsBody } from "./schema.ts";

/** Needed before a sentence goes to a model: it may tell of somebody's health. */
export const MODEL_CONSENT = "language-model";

/** What a sentence came to, and what that used. */
export type WordsResult = Reading & { readonly model: ModelState; readonly tokens: number };

/** Reads sentences: by rules, and with a model's help where there is one and somebody agreed to it. */
export interface Words {
  readonly read: (accountId: string, body: WordsBody, signal: AbortSignal) => Promise<WordsResult>;
}

/** What a model may make something of. */
const UNCLEAR: ReadonlySet<LeftReason> = new Set([
  "unknown",
  "unknown-allergy",
  "allergen-mentioned",
]);

/** The endpoint that costs are booked under. */
const ENDPOINT = "POST /api/v1/words";

/** Where the model's quote stands in the sentence; the whole of it where it stands nowhere. */
const placeOf = (sentence: string, quote: string) => {
  const start = quote === "" ? -1 : sentence.toLowerCase().indexOf(quote.toLowerCase());
  return start < 0 ? { start: 0, end: sentence.length } : { start, end: start + quote.length };
};

/** What of a model's suggestions a plan can have, in the words of the reader; the rest is dropped. */
const constraintsOf = (
  suggestions: readonly Suggestion[],
  sentence: string,
  reader: SentenceReader,
): readonly FoundConstraint[] =>
  suggestions.flatMap(({ field, value, quote }) => {
    // Dishes are named by their titles, which no model is told.
    if (field === "never" || field === "more") return [];
    const text = typeof value === "string" ? value.trim().toLowerCase() : value;
    const known = field === "dislike" && typeof text === "string" ? reader.foodNamed(text) : text;
    const one = { field, value: known };
    if (!isConstraint(one, reader)) return [];
    const constraint: Constraint = one;
    return [{ ...constraint, ...placeOf(sentence, quote), source: "model" as const }];
  });

/** Builds the service. */
export const createWords = (parts: {
  readonly readerFor: (signal: AbortSignal) => Promise<SentenceReader>;
  /** Undefined where the settings name none. */
  readonly model: Model | undefined;
  readonly consent: Pick<ConsentService, "isGiven">;
  readonly costs: Pick<CostsService, "record">;
  /** Counts what became of the model, by state. */
  readonly count: (state: ModelState) => void;
}): Words => {
  const { readerFor, model, consent, costs, count } = parts;
  const alone = (reading: Reading, state: ModelState): WordsResult => {
    count(state);
    return { ...reading, model: state, tokens: 0 };
  };
  return {
    read: async (accountId, { text, rulesOnly = false }, signal) => {
      const reader = await readerFor(signal);
      const reading = reader.read(text);
      if (model === undefined) return alone(reading, "off");
      if (rulesOnly) return alone(reading, "rules-only");
      // What the rules understood to the last word needs nobody else to read it.
      if (!reading.left.some(({ reason }) => UNCLEAR.has(reason)))
        return alone(reading, "not-needed");
      if (!(await consent.isGiven(accountId, MODEL_CONSENT))) return alone(reading, "no-consent");
      const answer = await model.ask(maskPersonal(text), signal);
      if (answer === undefined) return alone(reading, "unavailable");
      const { suggestions, tokensIn, tokensOut } = answer;
      if (tokensIn + tokensOut > 0) {
        await costs.record({
          accountId,
          endpoint: ENDPOINT,
          model: model.name,
          tokensIn,
          tokensOut,
        });
      }
      const state = suggestions === undefined ? "unusable" : "used";
      count(state);
      const more = constraintsOf(suggestions ?? [], text, reader);
      return { ...addToReading(reading, more, reader), model: state, tokens: tokensIn + tokensOut };
    },
  };
};
