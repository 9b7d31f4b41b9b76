import { isLocalHost, Secret } from "#core";
import type { AiConfig } from "../config.ts";
import { oneOf, wholeNumber } from "../parsers/plain.ts";
import { defineVariables, type ValuesOf, type ValueType } from "./variable.ts";

/** A number with a decimal point between two bounds, both included. */
const decimal = (words: string, max: number): ValueType<number> => ({
  words,
  parse: (text) => {
    const value = /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
    return value <= max ? { value } : { fault: `must be a ${words}` };
  },
});

/** A price with a decimal point, as text: sums of money are counted in whole micro-units. */
const price: ValueType<string> = {
  words: "amount such as 0.15",
  parse: (text) =>
    /^\d{1,4}(\.\d{1,6})?$/.test(text)
      ? { value: text }
      : { fault: "must be an amount such as 0.15" },
};

const modelName: ValueType<string> = {
  words: "name of a model",
  parse: (text) =>
    /^[\w][\w.:/-]{0,99}$/.test(text)
      ? { value: text }
      : { fault: "must be a name of letters, digits, dots, colons, slashes and hyphens" },
};

/** Keys of providers have 20 characters at the least; which provider's it is, is told together. */
const providerKey: ValueType<Secret> = {
  words: "key of the provider, such as sk-… or sk-ant-…",
  parse: (text) =>
    /^[\w.-]{20,300}$/.test(text)
      ? { value: new Secret(text) }
      : { fault: "must be a key of 20 to 300 letters, digits, dots, hyphens and underscores" },
};

/** The origin of a service that speaks a provider's language; on this machine http will do. */
const serviceOrigin: ValueType<string> = {
  words: "https origin, or in development and test an http origin on this machine",
  parse: (text, profile) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || text !== url.origin) {
      return { fault: "must be an origin such as https://api.example.com, without a path" };
    }
    if (url.protocol === "https:") return { value: text };
    const isExposed = profile === "staging" || profile === "production";
    return url.protocol === "http:" && isLocalHost(url.hostname) && !isExposed
      ? { value: text }
      : { fault: "must be https, or in development and test an http origin on this machine" };
  },
};

/** Whether, and how, a language model helps. */
export const AI_VARIABLES = defineVariables({
  AI_PROVIDER: {
    type: oneOf("off", "openai", "anthropic"),
    description:
      "Whose language model helps where the application has use for one; everything works without. openai is every service that speaks its language.",
    defaults: "off",
  },
  AI_API_KEY: {
    type: providerKey,
    description: "Key with which the provider is called; needed where AI_PROVIDER is not off.",
    whenAbsent: "no model is called",
    isSecret: true,
  },
  AI_BASE_URL: {
    type: serviceOrigin,
    description: "Origin of another service that speaks the provider's language.",
    whenAbsent: "the provider itself",
  },
  AI_MODEL: {
    type: modelName,
    description: "Which of the provider's models; needed where AI_PROVIDER is not off.",
    whenAbsent: "no model is called",
  },
  AI_TEMPERATURE: {
    type: decimal("number from 0 to 1", 1),
    description: "How freely the model answers; 0 is the same answer to the same question, nearly.",
    defaults: "0",
  },
  AI_TIMEOUT_SECONDS: {
    type: wholeNumber(1, 60),
    description: "How long the model may take; then the work is done without it.",
    defaults: "8",
  },
  AI_PRICE_INPUT: {
    type: price,
    description: "US dollars for a million tokens that the model reads; costs are counted with it.",
    defaults: "0",
  },
  AI_PRICE_OUTPUT: {
    type: price,
    description: "US dollars for a million tokens that the model writes.",
    defaults: "0",
  },
});

type AiValues = ValuesOf<typeof AI_VARIABLES>;

const ORIGINS = { openai: "https://api.openai.com", anthropic: "https://api.anthropic.com" };

/** The settings that the variables stand for. */
export const aiConfig = (values: AiValues): AiConfig | undefined => {
  const { AI_PROVIDER: provider, AI_API_KEY: key, AI_MODEL: model } = values;
  if (provider === "off" || key === undefined || model === undefined) return undefined;
  return {
    provider,
    key,
    model,
    origin: values.AI_BASE_URL ?? ORIGINS[provider],
    temperature: values.AI_TEMPERATURE,
    timeoutMs: values.AI_TIMEOUT_SECONDS * 1_000,
    prices: { input: values.AI_PRICE_INPUT, output: values.AI_PRICE_OUTPUT },
  };
};

/** How keys begin that the providers themselves give out. */
const OWN_KEYS = { openai: /^sk-(?!ant-)/, anthropic: /^sk-ant-/ };

/** What each of them allows for itself, and all of them together do not (CFG-07). */
export const aiProblems = (values: Partial<AiValues>): readonly string[] => {
  const { AI_PROVIDER: provider } = values;
  // A value that could not be read was told already; what is absent is there, as undefined.
  if (provider === undefined || !("AI_API_KEY" in values && "AI_MODEL" in values)) return [];
  const { AI_API_KEY: key, AI_MODEL: model } = values;
  if (provider === "off") {
    return key === undefined ? [] : ["AI_API_KEY needs AI_PROVIDER: nobody is called with it"];
  }
  const problems: string[] = [];
  if (key === undefined) problems.push(`AI_API_KEY is required where AI_PROVIDER is ${provider}`);
  if (model === undefined) problems.push(`AI_MODEL is required where AI_PROVIDER is ${provider}`);
  const isOwn = "AI_BASE_URL" in values && values.AI_BASE_URL === undefined;
  if (key !== undefined && isOwn && !OWN_KEYS[provider].test(key.reveal())) {
    problems.push(`AI_API_KEY is no key of ${provider}: it begins otherwise`);
  }
  return problems;
};
