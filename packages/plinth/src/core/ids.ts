import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

/** Hex digits drawn for one identifier; the first is not used, and of the fifth two bits. */
const DIGITS = 20;
const POOL_BYTES = 4096;
/** The digits that name the variant (RFC 9562 section 4.1). */
const VARIANT = "89ab";

/** The variant of an identifier, drawn by a hex digit. */
const variantOf = (digit: number): string => VARIANT.charAt((digit + (digit >>> 6)) & 3);

/** Makes identifiers; one per process part, so that no state is shared. */
export type IdGenerator = () => string;

/**
 * Builds a generator of UUIDv7 text (RFC 9562 section 5.7): 48 bits of milliseconds, then random
 * bits. Random bytes are drawn in pools, and turned into digits there, because a request id is made
 * on every request.
 */
export const createIdGenerator = (clock: Clock, random: Random): IdGenerator => {
  let pool = "";
  let offset = 0;
  let lastMillisecond = -1;
  let prefix = "";

  return () => {
    if (offset + DIGITS > pool.length) {
      pool = Buffer.from(random.bytes(POOL_BYTES)).toString("hex");
      offset = 0;
    }
    const now = clock.now();
    if (now !== lastMillisecond) {
      lastMillisecond = now;
      const time = now.toString(16).padStart(12, "0");
      prefix = `${time.slice(0, 8)}-${time.slice(8, 12)}-7`;
    }
    const at = offset;
    offset += DIGITS;
    const variant = variantOf(pool.charCodeAt(at + 4));
    // Short pieces first: each concatenation that begins with the long one costs an object.
    const middle = `${pool.slice(at + 1, at + 4)}-${variant}${pool.slice(at + 5, at + 8)}-`;
    return prefix + (middle + pool.slice(at + 8, at + DIGITS));
  };
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether `text` is a well-formed lower-case UUID (RFC 9562). */
export const isUuid = (text: string): boolean => text.length === 36 && UUID.test(text);
