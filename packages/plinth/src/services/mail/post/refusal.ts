/** What a mail server's answer, or its silence, means for one mail. */
export type Refusal =
  /** The address is none: no mail will ever reach it. */
  | "address"
  /** This mail will never be taken, whatever the address. */
  | "mail"
  /** Not now: the server is away, busy, or asks to come again later, as one that greylists does. */
  | "later";

/** The members of a fault of the SMTP client that tell. */
interface SmtpFault {
  /** RFC 5321 section 4.2. */
  readonly responseCode?: number;
  /** The whole answer, with the enhanced status code of RFC 3463 where there is one. */
  readonly response?: string;
  /** The command that was answered. */
  readonly command?: string;
  /** The client's own code. */
  readonly code?: string;
}

/** RFC 3463: 5.1 is about the address, 5.2 about the mailbox; 5.7 is policy, and not the address's fault. */
const ENHANCED = /^5\d\d[ -](5\.\d{1,3}\.\d{1,3})/;
const ADDRESS_STATUS = /^5\.1\.|^5\.2\.1$/;
/** Answers to RCPT TO that speak of the address where no enhanced code says more. */
const ADDRESS_CODES: readonly number[] = [550, 551, 553];

/** Reads it from what the client threw. */
export const refusalOf = (fault: unknown): Refusal => {
  const { responseCode = 0, response = "", command, code } = fault as SmtpFault;
  // Who may not sign in has wrong settings, and the mail may go out once they are right.
  if (responseCode < 500 || code === "EAUTH") return "later";
  if (command !== "RCPT TO") return "mail";
  const status = ENHANCED.exec(response)?.[1];
  if (status !== undefined) return ADDRESS_STATUS.test(status) ? "address" : "mail";
  return ADDRESS_CODES.includes(responseCode) ? "address" : "mail";
};

/**
 * Whether a fault speaks against the mail server. One that refuses a recipient, for good (5yz) or for
 * now (4yz, as with greylisting), does its work; one that says so of everything does not.
 */
export const isServerFault = (fault: unknown): boolean => {
  const { responseCode, command } = fault as SmtpFault;
  if (responseCode === undefined) return true;
  return responseCode < 500 && command !== "RCPT TO";
};
