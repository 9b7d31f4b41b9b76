import { defineErrors } from "#core";

/**
 * What becomes of a call to somebody else's address. `reason` names the rule; neither it nor anything
 * else of an answer tells what a name resolved to, or whether anything listens inside.
 */
export const outboundErrors = defineErrors({
  OUTBOUND_URL_REFUSED: {
    status: 400,
    title: "This URL cannot be called",
    explanation:
      "The service calls http and https URLs with a public host name, a permitted port and no user name or password in them. The member `reason` names what is wrong: malformed, scheme, userinfo, host or port.",
  },
  OUTBOUND_ADDRESS_REFUSED: {
    status: 400,
    title: "No public address stands behind this URL",
    explanation:
      "The host does not exist, or it is not one of the public internet: the service calls no address of its own machine, its network or its provider. The answer is the same for both.",
  },
  OUTBOUND_REQUEST_REFUSED: {
    status: 400,
    title: "This request cannot be sent on",
    explanation:
      "A header or the method of the call is not one that may be sent: it contains a line break, or belongs to the connection and not to the request.",
  },
  OUTBOUND_REDIRECT_REFUSED: {
    status: 502,
    title: "The other side redirects where it may not",
    explanation:
      "The server at the URL answered with too many redirects, one from https to http, one without an address, or one that would hand a request body to another server. Give the final URL instead. The member `reason` names which.",
  },
  OUTBOUND_ANSWER_TOO_LARGE: {
    status: 502,
    title: "The answer of the other side is too large",
    explanation:
      "The server at the URL sent more than the service takes, counted after decompression. `limitBytes` names the limit.",
  },
  OUTBOUND_ANSWER_INVALID: {
    status: 502,
    title: "The answer of the other side makes no sense",
    explanation:
      "The server at the URL answered with something that is no HTTP, that cannot be decompressed, or that is not the JSON it should be.",
  },
  OUTBOUND_UNREACHABLE: {
    status: 502,
    title: "The other side cannot be reached",
    explanation:
      "No connection to the server at the URL came about, its certificate does not hold, or it broke off before the answer was whole. Check the URL, or try again later.",
  },
  OUTBOUND_TIMEOUT: {
    status: 504,
    title: "The other side is too slow",
    explanation:
      "The server at the URL took longer than the service waits. The member `reason` names the wait that ended: connect, idle or total.",
  },
});
