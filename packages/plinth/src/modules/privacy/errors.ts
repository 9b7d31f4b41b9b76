import { defineErrors } from "#core";

/** What the privacy module answers beyond the platform's codes. */
export const privacyErrors = defineErrors({
  EXPORT_PENDING: {
    status: 409,
    title: "An export is being made already",
    explanation:
      "One export at a time is made for an account. A mail tells when it is ready; the list of exports shows where it stands.",
  },
  EXPORT_NOT_READY: {
    status: 409,
    title: "The export cannot be fetched",
    explanation:
      "It is still being made, could not be made, was fetched already, or its time is over. Ask for a new one.",
  },
  ONLY_ADMINISTRATOR: {
    status: 409,
    title: "The last administrator stays",
    explanation:
      "Without this account nobody could administer the application any more. Make somebody else administrator first, then erase it.",
  },
  ERASURE_NOT_CONFIRMED: {
    status: 422,
    title: "The address is not that of the account",
    explanation:
      "To erase an account is final, so its address has to be typed as a confirmation. What was typed is another one; nothing was erased.",
  },
});
