export { addressFault, normaliseAddress } from "./address.ts";
export { listMailbox } from "./file-mailbox.ts";
export type { Mailer, OutgoingMail, StoredMail } from "./mail.ts";
export { createMailer, type MailerOptions } from "./mailer.ts";
