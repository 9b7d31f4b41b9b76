import { defineErrors } from "#core";

/** What the quotas module answers beyond the platform's codes. */
export const quotaErrors = defineErrors({
  QUOTA_EXCEEDED: {
    status: 429,
    title: "The quota is used up",
    explanation:
      "What your account may use in a period is used up, and nothing was begun. `meter` names what is counted, `window` the period, `limit` what a period has, and `resetsAt` when the next one begins; Retry-After says the same in seconds. A larger tier has more.",
  },
});
