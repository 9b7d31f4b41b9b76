import { normaliseAddress } from "./address.ts";
import type { OutgoingMail } from "./mail.ts";

const MAX_SUBJECT = 200;

/**
 * Whatever sends it, a mail has one recipient and one-line headers (VAL-06). The values are not
 * repeated in the error: they are the attacker's, or somebody's address.
 * @throws {RangeError} when an address or the subject could forge a header.
 */
export const requireSafe = ({
  to,
  replyTo,
  subject,
}: Pick<OutgoingMail, "to" | "replyTo" | "subject">): void => {
  if (normaliseAddress(to) !== to) throw new RangeError("the recipient is not one mail address");
  if (replyTo !== undefined && normaliseAddress(replyTo) !== replyTo) {
    throw new RangeError("the address for answers is not one mail address");
  }
  if (subject.length > MAX_SUBJECT || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(subject)) {
    throw new RangeError("the subject of a mail is one short line");
  }
};
