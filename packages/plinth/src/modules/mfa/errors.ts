import { defineErrors } from "#core";

/** What the module of second factors answers beyond the platform's codes. */
export const mfaErrors = defineErrors({
  SECOND_FACTOR_INVALID: {
    status: 401,
    title: "This code is not right",
    explanation:
      "The code does not complete the sign-in at the moment. The answer is the same for a wrong code, one that was used already, and while the second factor is locked after several failures. Wait for the next code of the app, or use a recovery code.",
  },
  CHALLENGE_INVALID: {
    status: 401,
    title: "This sign-in has to start again",
    explanation:
      "A sign-in waits five minutes for its second factor and takes five wrong codes at most. This one is over, was completed already, began in another browser, or the account changed meanwhile. Begin again with the first step.",
  },
  MFA_SETUP_INVALID: {
    status: 400,
    title: "This set-up is not valid any more",
    explanation:
      "Setting up an authenticator app takes ten minutes at most and is confirmed once. Begin again; the app then needs the new QR code.",
  },
});
