import { defineErrors } from "#core";

/** What the passkeys module answers beyond the platform's codes. */
export const passkeyErrors = defineErrors({
  PASSKEY_REFUSED: {
    status: 401,
    title: "This passkey does not sign in",
    explanation:
      "The passkey does not open an account at the moment. The answer is the same whatever the reason is: one that is not known here or was removed, an answer that is too old or was used before, another site's, one without fingerprint, face or PIN, or a disabled account. Try again, or sign in another way.",
  },
  PASSKEY_SETUP_INVALID: {
    status: 400,
    title: "This passkey could not be added",
    explanation:
      "Adding a passkey takes five minutes at most, in one go and on this site, and the device has to check its owner by fingerprint, face or PIN. Begin again.",
  },
  PASSKEYS_UNAVAILABLE: {
    status: 409,
    title: "Passkeys do not work at this address",
    explanation:
      "A passkey belongs to a name, and browsers use it over HTTPS only; localhost is the one exception. Set PUBLIC_URL to an https address with a name, such as https://app.example.org.",
  },
  LAST_FACTOR: {
    status: 409,
    title: "This passkey is needed",
    explanation:
      "It is the last one, and the account has no password or a role that needs a second factor. Add another passkey, set a password or set up an authenticator app first, then remove this one.",
  },
});
