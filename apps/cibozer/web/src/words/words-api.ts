import { type ApiClient, isApiError, isQuiet } from "@plinth/console";
import { createSentenceReader, type Reading } from "#core";

/** What became of the language model, as the server says it; `here` = nobody was asked at all. */
export type ModelState =
  | "off"
  | "rules-only"
  | "no-consent"
  | "not-needed"
  | "unavailable"
  | "unusable"
  | "used"
  /** The allowance of tokens is used up. */
  | "used-up"
  | "here";

/** What a sentence came to. */
export type WordsAnswer = Reading & { readonly model: ModelState };

/** A model may take its time; the server gives it up before this. */
const READ_MS = 75_000;

/**
 * Reads a sentence on the server, and in the page by the same rules where that cannot be reached.
 * Rejects only where somebody called it off.
 */
export const readWords = async (client: ApiClient, text: string): Promise<WordsAnswer> => {
  const ask = (body: unknown) =>
    client.request<WordsAnswer>({
      method: "POST",
      path: "/api/v1/words",
      body,
      timeoutMs: READ_MS,
    });
  try {
    return await ask({ text });
  } catch (error) {
    if (isQuiet(error)) throw error;
    const model = isApiError(error, "QUOTA_EXCEEDED") ? "used-up" : "here";
    return { ...createSentenceReader().read(text), model };
  }
};
