import { SignatureFault } from "./fault.ts";
import { parseDictionary } from "./parse.ts";
import { serialiseDictionary } from "./serialise.ts";
import { isInnerList } from "./structured-fields.ts";

/** The algorithms for digests that are not deprecated (RFC 9530 section 5). */
export type DigestAlgorithm = "sha-256" | "sha-512";

const isKnown = (name: string): name is DigestAlgorithm => name === "sha-256" || name === "sha-512";

/** The value of Content-Digest for one digest. */
export const contentDigest = (algorithm: DigestAlgorithm, digest: Uint8Array): string =>
  serialiseDictionary(
    new Map([[algorithm, { item: { type: "bytes", value: digest }, parameters: new Map() }]]),
  );

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/**
 * Whether a Content-Digest fits the content: at least one digest of a known algorithm, and every
 * one of them right. Unknown algorithms say nothing (RFC 9530 section 2).
 * @throws {SignatureFault} for a value that is no dictionary of bytes.
 */
export const fitsContentDigest = (
  text: string,
  hash: (algorithm: DigestAlgorithm) => Uint8Array,
): boolean => {
  let known = 0;
  for (const [name, member] of parseDictionary(text)) {
    if (isInnerList(member) || member.item.type !== "bytes") {
      throw new SignatureFault(`the digest ${name} is not bytes`);
    }
    if (!isKnown(name)) continue;
    known += 1;
    if (!sameBytes(member.item.value, hash(name))) return false;
  }
  return known > 0;
};
