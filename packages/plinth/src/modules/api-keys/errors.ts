import { defineErrors } from "#core";

/** What the API keys module answers beyond the platform's codes. */
export const apiKeyErrors = defineErrors({
  API_KEY_LIMIT_REACHED: {
    status: 409,
    title: "There are as many API keys as an account may have",
    explanation:
      "An account may have 50 valid API keys at a time. Revoke one that is not needed any more, and try again.",
  },
});
