import type { Config, HttpDependency } from "plinth";
import { MAX_TOKENS_OUT, type ModelAnswer } from "./contract.ts";
import { ANTHROPIC, OPENAI } from "./languages.ts";

/** Asks the model that the settings name. */
export interface Model {
  /** Such as "small-model", under which its prices are known. */
  readonly name: string;
  /**
   * What the model makes of a sentence; undefined where it gave no answer: it was too slow, too busy,
   * broken, or its breaker is open. Rejects with the reason of `signal` only.
   */
  readonly ask: (sentence: string, signal: AbortSignal) => Promise<ModelAnswer | undefined>;
}

/** A whole answer is a few thousand characters. */
const MAX_BYTES = 65_536;
const NOTHING: ModelAnswer = { suggestions: undefined, tokensIn: 0, tokensOut: 0 };

const languages = { openai: OPENAI, anthropic: ANTHROPIC } as const;

/** Builds the model's caller on a declared service. */
export const createModel = (parts: {
  readonly settings: NonNullable<Config["ai"]>;
  readonly service: Pick<HttpDependency, "request">;
}): Model => {
  const { settings, service } = parts;
  const { key, model, origin, provider, temperature } = settings;
  const language = languages[provider];
  const url = new URL(language.path, origin);
  return {
    name: model,
    ask: async (sentence, signal) => {
      try {
        const answer = await service.request(url, {
          method: "POST",
          headers: { "content-type": "application/json", ...language.headers(key.reveal()) },
          body: JSON.stringify(language.body({ model, temperature, sentence })),
          hosts: [url.hostname],
          ports: [Number(url.port || "443")],
          maxRedirects: 0,
          maxBytes: MAX_BYTES,
          signal,
        });
        if (answer.status !== 200) return undefined;
        const read = language.read(answer.json());
        // A count that nothing of this length can have is not believed.
        return read.tokensOut > 4 * MAX_TOKENS_OUT || read.tokensIn > 100_000
          ? { ...NOTHING, suggestions: read.suggestions }
          : read;
      } catch {
        signal.throwIfAborted();
        return undefined;
      }
    },
  };
};
