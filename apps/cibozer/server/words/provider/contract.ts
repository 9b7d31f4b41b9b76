/** A constraint as a model wrote it; nothing about it is believed before it was checked. */
export type Suggestion = {
  readonly field: string;
  readonly value: string | number;
  /** The words of the sentence that it came from. */
  readonly quote: string;
};

/** What a provider's answer came to. */
export type ModelAnswer = {
  /** Undefined where the answer was none that the schema allows. */
  readonly suggestions: readonly Suggestion[] | undefined;
  readonly tokensIn: number;
  readonly tokensOut: number;
};

/** How one provider is asked, and how its answers are read. */
export type ProviderLanguage = {
  /** Path behind the origin. */
  readonly path: string;
  readonly headers: (key: string) => Readonly<Record<string, string>>;
  readonly body: (question: ModelQuestion) => unknown;
  /** Reads an answer of status 200. Never throws: what is not understood has no suggestions. */
  readonly read: (answer: unknown) => ModelAnswer;
};

/** What a model is asked; `sentence` is all that it is told of anybody. */
export type ModelQuestion = {
  readonly model: string;
  readonly temperature: number;
  readonly sentence: string;
};

/** Most tokens that an answer may have. */
export const MAX_TOKENS_OUT = 600;
