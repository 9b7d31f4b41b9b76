import { describe, expect, it } from "vitest";
import { loadConfig } from "#config";

const OPENAI = "sk-proj-0123456789abcdefghij";
const ANTHROPIC = "sk-ant-0123456789abcdefghij";
const whole = { AI_PROVIDER: "openai", AI_API_KEY: OPENAI, AI_MODEL: "small" };
const load = (env: Readonly<Record<string, string>>) => () =>
  loadConfig({ env: { PLINTH_ENV: "development", ...env } }).ai;

describe("settings of language models", () => {
  it("CFG-07: there is none unless one is named, and what is named is what is called", () => {
    expect(load({})()).toBeUndefined();
    const { key, ...rest } = load(whole)() ?? {};
    expect(key?.reveal()).toBe(OPENAI);
    expect(rest).toEqual({
      provider: "openai",
      model: "small",
      origin: "https://api.openai.com",
      temperature: 0,
      timeoutMs: 8_000,
      prices: { input: "0", output: "0" },
    });
    const other = { ...whole, AI_PROVIDER: "anthropic", AI_API_KEY: ANTHROPIC };
    expect(load(other)()?.origin).toBe("https://api.anthropic.com");
  });

  it.each([
    ["an unknown provider", { AI_PROVIDER: "oracle" }, /AI_PROVIDER must be off or openai/],
    ["a key of nobody", { AI_API_KEY: "guess" }, /AI_API_KEY must be a key of 20/],
    ["a key of another", { AI_API_KEY: ANTHROPIC }, /AI_API_KEY is no key of openai/],
    ["another's key", { AI_PROVIDER: "anthropic" }, /AI_API_KEY is no key of anthropic/],
    ["no key", { AI_API_KEY: "" }, /AI_API_KEY is required where AI_PROVIDER is openai/],
    ["no model", { AI_MODEL: "" }, /AI_MODEL is required/],
    ["a key for nobody", { AI_PROVIDER: "off" }, /AI_API_KEY needs AI_PROVIDER/],
    ["too hot", { AI_TEMPERATURE: "1.1" }, /AI_TEMPERATURE must be a number from 0 to 1/],
    ["below zero", { AI_TEMPERATURE: "-0.1" }, /AI_TEMPERATURE must be a number from 0 to 1/],
    ["no number", { AI_TEMPERATURE: "warm" }, /AI_TEMPERATURE must be a number from 0 to 1/],
    ["too long", { AI_TIMEOUT_SECONDS: "61" }, /AI_TIMEOUT_SECONDS must be a whole number/],
    ["a price of nothing", { AI_PRICE_INPUT: "free" }, /AI_PRICE_INPUT must be an amount/],
    ["a path", { AI_BASE_URL: "https://ai.example.com/v1" }, /AI_BASE_URL must be an origin/],
    ["http elsewhere", { AI_BASE_URL: "http://ai.example.com" }, /AI_BASE_URL must be https/],
  ])("CFG-07: %s stops the start, and its text is not repeated", (_, wrong, words) => {
    expect(load({ ...whole, ...wrong })).toThrow(words);
    expect(load({ ...whole, ...wrong })).not.toThrow(/0123456789|guess|oracle/);
  });

  it("CFG-07: another service's keys may begin as they like; http on this machine is for trying out", () => {
    const local = { ...whole, AI_API_KEY: "local-model-key-0123456789" };
    const stub = { ...local, AI_BASE_URL: "http://127.0.0.1:8430" };
    expect(load(stub)()?.origin).toBe("http://127.0.0.1:8430");
    expect(load({ ...stub, PLINTH_ENV: "staging" })).toThrow(/AI_BASE_URL must be https/);
    expect(load({ ...local, AI_BASE_URL: "https://ai.example.com" })()?.model).toBe("small");
  });
});
