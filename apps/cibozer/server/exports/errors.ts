import { defineErrors } from "plinth";

/** What can be wrong with taking plans along beyond the platform's own codes. */
export const exportErrors = defineErrors({
  ADDRESS_UNCONFIRMED: {
    status: 409,
    title: "Confirm your address first",
    explanation:
      "Plans are mailed to the address of the account, and only once it is known to be its owner's. The link to confirm it was mailed; a new one can be asked for under Account.",
  },
  FEED_LIMIT_REACHED: {
    status: 409,
    title: "There is no room for another calendar address",
    explanation: "An account has up to 10 calendar addresses. End one that is no longer needed.",
  },
});
