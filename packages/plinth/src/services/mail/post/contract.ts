import type { FormerDigests } from "#crypto";
import type { JobOrigin, OpenTransaction } from "#services/jobs";
import type { Mailer } from "../mail.ts";

/** A kind of mail, such as "sign-in-link": what it is limited and counted by. */
export interface MailKind {
  /** Kebab-case; a label of metrics, so one word of the code and never of a caller. */
  readonly name: string;
  /** Mails of this kind that one address gets within `withinMs`; what exceeds it is left out. */
  readonly most: number;
  /** At most a day. */
  readonly withinMs: number;
  /** For how long after it was asked for it is worth sending, in milliseconds. */
  readonly usefulMs: number;
}

/**
 * What a mail says. Nothing a stranger typed goes into a mail to somebody else, but to those who run
 * the application, where they asked for it.
 */
export interface MailText {
  readonly kind: MailKind;
  /** One line. */
  readonly subject: string;
  /** The one source of the mail: its HTML form is made from it. */
  readonly text: string;
  /** The tag of what it is written in; English where it is absent. */
  readonly language?: string;
}

/** A mail to one person. */
export interface NewMail extends MailText {
  /** One address, as `normaliseAddress` gives it. */
  readonly to: string;
  /** Where answers go, as `normaliseAddress` gives it; absent = to the sender. */
  readonly replyTo?: string;
  /** The account that it is about: a mail that waits is erased with it. */
  readonly accountId?: string;
  /** Where it comes from, for log and traces. */
  readonly origin?: JobOrigin;
}

/**
 * What became of a mail. "delayed" is an attempt that failed and is made again; "failed" is given up
 * for good; the others but "sent" were left out: the address takes none, had enough of this kind, or
 * it was too late to be of use.
 */
export type MailOutcome = "sent" | "delayed" | "failed" | "suppressed" | "limited" | "expired";

/** Why an address gets no mail: its server refused it, a bounce or a complaint came back. */
export type SuppressionReason = "refused" | "bounced" | "complained";

/** An address that gets no mail. The address itself is not kept, so it cannot be told. */
export interface Suppression {
  /** A keyed hash of the address. */
  readonly id: string;
  /** The part behind the @. */
  readonly domain: string;
  readonly reason: SuppressionReason;
  /** What the mail server said, redacted and bounded. */
  readonly detail: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How many mails of one kind came to one end. */
export interface MailCount {
  readonly kind: string;
  readonly outcome: Exclude<MailOutcome, "delayed">;
  readonly count: number;
}

/** What administrators see and do of mail. */
export interface MailOverview {
  /** Over all nodes, from the day of an instant on. */
  readonly counts: (since: number) => Promise<readonly MailCount[]>;
  readonly suppressed: () => Promise<number>;
  /** The newest before one of them, at most `limit`. */
  readonly suppressions: (limit: number, before?: string) => Promise<readonly Suppression[]>;
  /** The entry of an address in any spelling. */
  readonly find: (address: string) => Promise<Suppression | undefined>;
  /** Sends no more to an address. False for a text that is none. */
  readonly suppress: (
    address: string,
    reason: SuppressionReason,
    detail?: string,
  ) => Promise<boolean>;
  /** Lets an address have mail again; false when there is no such entry. */
  readonly lift: (id: string) => Promise<boolean>;
  /** Removes counts of before an instant. */
  readonly forget: (before: number) => Promise<void>;
}

/** Mail, as modules know it: taken in at once, sent when it can be. */
export interface Mails extends Pick<Mailer, "kind" | "recent"> {
  /**
   * Takes a mail in; resolves when it is durable. With `tx` it is part of that transaction: it is
   * sent exactly if the transaction is committed. Nothing waits for a mail server.
   * @throws {RangeError} when recipient or subject could forge a header.
   */
  readonly send: (mail: NewMail, tx?: OpenTransaction) => Promise<void>;
  /**
   * Whether an address may have one more mail of a kind now; where not, it counts as left out. Ask
   * before a link is made that would take the place of one that was mailed.
   */
  readonly hasRoom: (to: string, kind: MailKind) => Promise<boolean>;
  /**
   * Forgets who had how much mail at an address, and what the development mailbox has for it. That an
   * address takes no mail stays: it is kept as a digest.
   */
  readonly forget: (address: string) => Promise<void>;
  readonly overview: MailOverview;
  /** Addresses without mail that only SECRET_KEY_PREVIOUS makes known. */
  readonly formerDigests: () => Promise<readonly FormerDigests[]>;
}
