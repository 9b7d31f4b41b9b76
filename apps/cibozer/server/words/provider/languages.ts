import { MAX_TOKENS_OUT, type ProviderLanguage } from "./contract.ts";
import { ANSWER_SCHEMA, at, countOf, INSTRUCTIONS, parsed, suggestionsOf } from "./question.ts";

/** POST /v1/chat/completions with a JSON schema for the answer, as OpenAI and many others have it. */
export const OPENAI: ProviderLanguage = {
  path: "/v1/chat/completions",
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  body: ({ model, temperature, sentence }) => ({
    model,
    temperature,
    max_tokens: MAX_TOKENS_OUT,
    messages: [
      { role: "system", content: INSTRUCTIONS },
      { role: "user", content: sentence },
    ],
    response_format: {
      type: "json_schema",
      json_schema: { name: "constraints", strict: true, schema: ANSWER_SCHEMA },
    },
  }),
  read: (answer) => ({
    suggestions: suggestionsOf(parsed(at(answer, "choices", 0, "message", "content"))),
    tokensIn: countOf(at(answer, "usage", "prompt_tokens")),
    tokensOut: countOf(at(answer, "usage", "completion_tokens")),
  }),
};

const TOOL = "list_constraints";

/** POST /v1/messages with one tool whose input is the answer, as Anthropic has it. */
export const ANTHROPIC: ProviderLanguage = {
  path: "/v1/messages",
  headers: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  body: ({ model, temperature, sentence }) => ({
    model,
    temperature,
    max_tokens: MAX_TOKENS_OUT,
    system: INSTRUCTIONS,
    messages: [{ role: "user", content: sentence }],
    tools: [{ name: TOOL, description: "Lists the constraints.", input_schema: ANSWER_SCHEMA }],
    tool_choice: { type: "tool", name: TOOL },
  }),
  read: (answer) => {
    const content = at(answer, "content");
    const call = Array.isArray(content)
      ? content.find((one) => at(one, "type") === "tool_use" && at(one, "name") === TOOL)
      : undefined;
    return {
      suggestions: suggestionsOf(at(call, "input")),
      tokensIn: countOf(at(answer, "usage", "input_tokens")),
      tokensOut: countOf(at(answer, "usage", "output_tokens")),
    };
  },
};
