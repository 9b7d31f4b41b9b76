import { defineErrors } from "#core";

/** What the mail module answers beyond the platform's codes. */
export const mailErrors = defineErrors({
  BOUNCE_REFUSED: {
    status: 403,
    title: "The message is not signed as it should be",
    explanation:
      "The header Mail-Signature is missing, does not fit the body and the secret of this service, or its time is more than five minutes away; or this service takes no such messages because MAIL_BOUNCE_SECRET is not set. Nothing was read of the message.",
  },
});
