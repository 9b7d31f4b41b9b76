import { defineErrors } from "#core";

/** What the credits module answers beyond the platform's codes. */
export const creditErrors = defineErrors({
  CREDITS_USED_UP: {
    status: 409,
    title: "Not enough credits are left",
    explanation:
      "What was asked for costs more credits than the account has, and nothing was begun. `needed` and `left` say how many. A tier brings new ones with each period that is paid for.",
  },
});
