import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

const HEX: readonly string[] = Array.from({ length: 256 }, (_, value) =>
  value.toString(16).padStart(2, "0"),
);
const hex = (value: number): string => HEX[value & 0xff] ?? "00";
const POOL_BYTES = 4096;

/** Makes identifiers; one per process part, so that no state is shared. */
export type IdGenerator = () => string;

/**
 * Builds a generator of UUIDv7 text (RFC 9562 section 5.7): 48 bits of milliseconds, then random
 * bits. Random bytes are drawn in pools because a request id is made on every request.
 */
export const createIdGenerator = (clock: Clock, random: Random): IdGenerator => {
  let pool: Uint8Array = new Uint8Array(0);
  let offset = 0;
  let lastMillisecond = -1;
  let prefix = "";
  const byte = (): number => pool[offset++] ?? 0;

  return () => {
    if (offset + 10 > pool.length) {
      pool = random.bytes(POOL_BYTES);
      offset = 0;
    }
    const now = clock.now();
    if (now !== lastMillisecond) {
      lastMillisecond = now;
      const time = now.toString(16).padStart(12, "0");
      prefix = `${time.slice(0, 8)}-${time.slice(8, 12)}-7`;
    }
    const a = byte();
    return `${prefix}${hex(a).charAt(1)}${hex(byte())}-${hex((byte() & 0x3f) | 0x80)}${hex(byte())}-${hex(byte())}${hex(byte())}${hex(byte())}${hex(byte())}${hex(byte())}${hex(byte())}`;
  };
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether `text` is a well-formed lower-case UUID (RFC 9562). */
export const isUuid = (text: string): boolean => text.length === 36 && UUID.test(text);
