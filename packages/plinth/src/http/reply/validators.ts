import { hash } from "node:crypto";

/** Letters of a tag: 162 bits of a digest. */
const TAG_LETTERS = 27;

/**
 * The strong entity tag of an answer: equal bytes have equal tags, on all nodes and at all times
 * (RFC 9110 section 8.8.3).
 */
export const entityTagOf = (payload: string | Uint8Array): string =>
  `"${hash("sha256", payload, "base64url").slice(0, TAG_LETTERS)}"`;

const opaqueOf = (tag: string): string => tag.replace(/^W\//, "");

/** The tags of a list; none where it is no list of tags. */
const tagsOf = (field: string): readonly string[] => {
  const item = /[ \t,]*((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*(?=,|$)/y;
  const tags: string[] = [];
  while (item.lastIndex < field.length) {
    const tag = item.exec(field)?.[1];
    if (tag === undefined) return [];
    tags.push(tag);
  }
  return tags;
};

/**
 * Whether a caller has the answer already: If-None-Match names its tag, compared weakly as for all
 * reading (RFC 9110 section 13.1.2). What is no list of tags matches nothing.
 */
export const hasMatch = (field: string, tag: string): boolean => {
  if (field.trim() === "*") return true;
  const wanted = opaqueOf(tag);
  return tagsOf(field).some((one) => opaqueOf(one) === wanted);
};

/** The value of a field in a flat list of names and values; undefined where it is not there. */
export const fieldOf = (flat: readonly string[], name: string): string | undefined => {
  const at = flat.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? undefined : flat[at + 1];
};

/** Fields that tell of a body, which an answer 304 has not (RFC 9110 section 15.4.5). */
const OF_BODIES: readonly string[] = ["content-type", "content-encoding", "content-length"];

/** The fields of an answer without those that tell of its body. */
export const withoutBodyFields = (flat: readonly string[]): string[] =>
  flat.filter((_, index) => {
    const name = flat[index - (index % 2)] ?? "";
    return !OF_BODIES.includes(name.toLowerCase());
  });

/**
 * Takes an answer that sets a cookie out of every cache: kept, the cookie of one caller would be
 * handed to others (RFC 6265 section 3, RFC 9111 section 7.3).
 */
export const forbidStoring = (flat: readonly string[]): string[] =>
  flat.map((text, index) =>
    index % 2 === 1 && flat[index - 1]?.toLowerCase() === "cache-control" ? "no-store" : text,
  );
