import type { Coding } from "./accepted.ts";

/**
 * The tag of an answer in a coding: other bytes have another strong tag, while a weak one stands for
 * all codings (RFC 9110 section 8.8.3.3).
 */
export const tagInCoding = (tag: string, coding: Coding): string =>
  tag.startsWith('"') && tag.endsWith('"') ? `${tag.slice(0, -1)}--${coding}"` : tag;

/**
 * The tags of a condition as the code of a route knows them: a caller names the tag of the bytes that
 * it got, and what it means is the state they told of.
 */
export const withoutCodings = (field: string): string => field.replace(/--(?:br|gzip)"/g, '"');
