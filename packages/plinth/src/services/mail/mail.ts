/** A mail to one person. */
export interface OutgoingMail {
  /** A UUID, the same however often it is sent; one of its own where it is absent. */
  readonly id?: string;
  /** RFC 5322 section 3.6.4, the same however often it is sent. */
  readonly messageId?: string;
  /** One address, as `normaliseAddress` gives it. */
  readonly to: string;
  /** Where answers go, as `normaliseAddress` gives it; absent = to the sender. */
  readonly replyTo?: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** The tag of what it is written in; English where it is absent. */
  readonly language?: string;
}

/** A mail in the development mailbox. */
export interface StoredMail {
  readonly id: string;
  readonly to: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  /** ISO 8601, UTC. */
  readonly sentAt: string;
}

/** Sends mail: to a mail server, or to files in the data directory where none is configured. */
export interface Mailer {
  readonly kind: "smtp" | "mailbox";
  /**
   * Resolves when the mail was accepted; the wait is bounded.
   * @throws {RangeError} when recipient or subject could forge a header; the network's error when
   * the server does not take it.
   */
  readonly send: (mail: OutgoingMail) => Promise<void>;
  /** The newest mails of the development mailbox, newest first; none with a mail server. */
  readonly recent: (limit: number) => Promise<readonly StoredMail[]>;
  /** Removes mails to an address from the development mailbox; absent with a mail server. */
  readonly forget?: (address: string) => Promise<void>;
  /** Closes connections to the mail server. */
  readonly close: () => void;
}
