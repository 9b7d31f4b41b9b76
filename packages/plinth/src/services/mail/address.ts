import { domainToASCII } from "node:url";
import { type FieldFault, trimWhile } from "#core";

/** RFC 5321 section 4.5.3.1, in octets. */
const MAX_ADDRESS = 254;
const MAX_LOCAL = 64;

/** A dot-atom of RFC 5322, with the letters that RFC 6531 adds. Quoted forms are not accepted. */
const ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const LOCAL = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`, "u");
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;

const octets = (text: string): number => Buffer.byteLength(text, "utf8");

const isDomain = (domain: string): boolean => {
  const labels = domain.split(".");
  const top = labels.at(-1) ?? "";
  return labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(top);
};

/**
 * The one spelling of a mail address, or undefined when it is none (VAL-06): outer spaces removed,
 * Unicode composed (NFC), lower case, international domains in their ASCII form, so that one mailbox
 * is one account. Control characters and line breaks are no part of any address.
 */
export const normaliseAddress = (text: string): string | undefined => {
  if (text.length > 4 * MAX_ADDRESS || !text.isWellFormed()) return undefined;
  const trimmed = trimWhile(text, (character) => character === " ")
    .normalize("NFC")
    .toLowerCase()
    .normalize("NFC");
  const at = trimmed.lastIndexOf("@");
  if (at < 1) return undefined;
  const local = trimmed.slice(0, at);
  const given = trimmed.slice(at + 1);
  // domainToASCII follows the URL rules, which forgive more than mail does.
  if (/[\s\p{C}/\\?#:%[\]@]/u.test(given)) return undefined;
  const domain = domainToASCII(given);
  if (!LOCAL.test(local) || octets(local) > MAX_LOCAL || !isDomain(domain)) return undefined;
  const address = `${local}@${domain}`;
  return octets(address) > MAX_ADDRESS ? undefined : address;
};

/** The fault of a field whose text is no mail address. */
export const addressFault = (field: string): FieldFault => ({
  field,
  rule: "email",
  message: "must be an e-mail address such as name@example.org",
});
