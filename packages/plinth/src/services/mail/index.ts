export { addressFault, normaliseAddress } from "./address.ts";
export {
  composeMail,
  createMailContexts,
  type MailContext,
  type MailContextOf,
} from "./compose.ts";
export { listMailbox } from "./file-mailbox.ts";
export type { Mailer, OutgoingMail, StoredMail } from "./mail.ts";
export { createMailer, type MailerOptions } from "./mailer.ts";
export type {
  MailCount,
  MailKind,
  MailOverview,
  Mails,
  MailText,
  NewMail,
  Suppression,
  SuppressionReason,
} from "./post/contract.ts";
export { defineMail } from "./post/kind.ts";
export { createMails } from "./post/mails.ts";
export { mailMigrations } from "./post/migrations.ts";
