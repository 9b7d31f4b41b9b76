import { defineErrors } from "#core";

/** What the limits module answers beyond the platform's codes. */
export const limitErrors = defineErrors({
  ADDRESS_EXEMPT: {
    status: 409,
    title: "The address is never blocked",
    explanation:
      "The range holds this machine, a declared proxy or an address that ALLOW_ADDRESSES names. Blocking a proxy would lock out everybody behind it. Name a narrower range, or change the settings.",
  },
  OWN_ADDRESS: {
    status: 409,
    title: "That is your own address",
    explanation:
      "The block would hold the address that the request came from, and with it whoever asks. Name a narrower range, or do it from somewhere else.",
  },
});
