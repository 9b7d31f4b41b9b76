import { defineErrors } from "#core";

/** What messages to browsers answer beyond the platform's codes. */
export const pushErrors = defineErrors({
  PUSH_SERVICE_UNKNOWN: {
    status: 400,
    title: "Messages cannot be sent through this push service",
    explanation:
      "The address that the browser gave is not one of a push service that the operator allows (PUSH_SERVICES), or not an https URL. Nothing was kept.",
  },
  PUSH_KEYS_INVALID: {
    status: 400,
    title: "These are no keys of a push subscription",
    explanation:
      "`p256dh` is the browser's public key, a point of P-256 as 65 bytes, and `auth` its secret of 16 bytes, both as base64url without padding: pass on what PushSubscription.toJSON() gives.",
  },
});
