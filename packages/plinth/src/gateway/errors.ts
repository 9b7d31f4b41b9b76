import { defineErrors } from "#core";

/** Codes of answers that only a gateway gives: the application behind it is at fault. */
export const gatewayErrors = defineErrors({
  UPSTREAM_FAULT: {
    status: 502,
    title: "The application behind this address failed",
    explanation:
      "The application that answers this address closed the connection or sent something that is no HTTP answer. The request may or may not have taken effect; look before you send it again.",
  },
  UPSTREAM_TIMEOUT: {
    status: 504,
    title: "The application behind this address cannot be reached",
    explanation:
      "No connection to the application came about in time, so it has seen nothing of the request. Try again later.",
  },
});
