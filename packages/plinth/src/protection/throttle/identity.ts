import { addressKey } from "#core";
import { hashToken } from "#crypto";
import type { RequestContext } from "#http";
import type { LimitKey } from "#policy";
import { normaliseAddress } from "#services/mail";

/** What a rule counts a request by; undefined where the request has nothing of the kind. */
export type Identify = (context: RequestContext) => string | undefined;

/** Turns text into a reference that does not tell it; limits and logs hold no e-mail addresses. */
export type Reference = (text: string) => string;

const MAX_FIELD_TEXT = 512;
const REFERENCE_LENGTH = 32;

/** SHA-256, cut: enough to tell accounts apart. */
export const defaultReference: Reference = (text) => hashToken(text).slice(0, REFERENCE_LENGTH);

/**
 * One spelling for texts that are taken for the same: no case, no outer space, one encoding; and what
 * may be a mail address in the spelling that accounts go by, because domains can be written in any
 * number of ways (characters that nobody sees, other dots, xn--) and each would be a fresh budget.
 */
const fold = (text: string): string =>
  (normaliseAddress(text) ?? text).normalize("NFKC").trim().toLowerCase().slice(0, MAX_FIELD_TEXT);

/** The text of a field of a body that is not validated yet; only own, plain values count. */
const fieldText = (body: unknown, field: string): string | undefined => {
  if (typeof body !== "object" || body === null || !Object.hasOwn(body, field)) return undefined;
  const value: unknown = (body as Record<string, unknown>)[field];
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
};

/**
 * How a kind of rule finds what it counts by. Never by User-Agent, cookie or the URL as it was
 * written (P-076).
 */
export const identifier = (by: LimitKey, reference: Reference): Identify => {
  if (by === "address") return (context) => addressKey(context.clientAddress);
  if (by === "user") return (context) => context.principal?.userId;
  if (by === "key") return (context) => context.principal?.key?.id;
  const field = by.slice("field:".length);
  return (context) => {
    const text = fieldText(context.body, field);
    return text === undefined ? undefined : reference(fold(text));
  };
};

/** The identity that a person names, in the form that is counted. */
export const identityOf = (by: LimitKey, text: string, reference: Reference): string => {
  if (by === "address") return addressKey(text);
  return by === "user" || by === "key" ? text : reference(fold(text));
};
