/**
 * Why there is no answer: nothing is there, nothing came in time, what came is no HTTP, the
 * certificate is not trusted, it is too large, or it broke off.
 */
export type NoAnswerKind =
  | "unreachable"
  | "silent"
  | "not-http"
  | "certificate"
  | "too-large"
  | "broken";

/** The target gave no answer, or none that can be read: a finding in itself where one was due. */
export class NoAnswerError extends Error {
  readonly kind: NoAnswerKind;

  constructor(message: string, kind: NoAnswerKind = "broken") {
    super(message);
    this.kind = kind;
  }
}

const UNREACHABLE = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EHOSTDOWN",
  "EADDRNOTAVAIL",
  "ETIMEDOUT",
];

/** Codes of OpenSSL's verdict on a certificate, as Node names them. */
const CERTIFICATE =
  /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CRL_)/;

/** What the code of a network fault means. */
export const kindOfCode = (code: string): NoAnswerKind => {
  if (UNREACHABLE.includes(code)) return "unreachable";
  if (CERTIFICATE.test(code)) return "certificate";
  if (code === "HPE_HEADER_OVERFLOW") return "too-large";
  // A target that ends the connection in the middle of an answer is broken, not foreign.
  if (code === "HPE_INVALID_EOF_STATE") return "broken";
  if (code.startsWith("HPE_") || code === "EPROTO" || code.startsWith("ERR_SSL_")) {
    return "not-http";
  }
  return "broken";
};
