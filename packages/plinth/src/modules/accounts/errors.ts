import { defineErrors } from "#core";

/** What the accounts module answers beyond the platform's codes. */
export const accountErrors = defineErrors({
  LINK_INVALID: {
    status: 400,
    title: "This link is not valid any more",
    explanation:
      "The link was used already, has expired, or was never ours. Ask for a new one; only the newest mails hold links that work.",
  },
});
