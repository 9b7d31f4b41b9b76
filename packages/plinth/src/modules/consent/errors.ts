import { defineErrors } from "#core";

/** What consent answers beyond the platform's codes. */
export const consentErrors = defineErrors({
  CONSENT_REQUIRED: {
    status: 403,
    title: "This needs your consent",
    explanation:
      "What was asked for works with data that may be processed with the consent of its owner only, and there is none: it was never given, was taken back, or was given to an older text. `purpose` names what to agree to, on the privacy page or by PUT /api/v1/privacy/consents/{purpose}.",
  },
  CONSENT_OUTDATED: {
    status: 409,
    title: "The text was changed since you read it",
    explanation:
      "Consent is given to one version of a text, and there is a newer one. Load the texts again, read the new one, and agree to that.",
  },
});
