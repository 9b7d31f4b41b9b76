import type { Random } from "../random.ts";

/** Whether a host name of a URL is this machine, as far as the name itself says. */
export const isLocalHost = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/** Whether other addresses of 127.0.0.0/8 can call it; the block has no such thing in IPv6. */
export const hasLocalBlock = (hostname: string): boolean =>
  hostname !== "[::1]" && isLocalHost(hostname);

/** Values of the second and the last part: 127.0.x.y stays free for other programs, 0 and 255 at the end are no hosts. */
const FEW = 254;
const ADDRESSES = FEW * 256 * FEW;

/**
 * Addresses of 127.0.0.0/8, each given once before any comes again. They begin at a random place, so
 * that a run does not meet the limits that an earlier one used up.
 */
export const createLocalAddresses = (random: Random): (() => string) => {
  const [a = 0, b = 0, c = 0] = random.bytes(3);
  let next = ((a << 16) | (b << 8) | c) % ADDRESSES;
  return () => {
    next = (next + 1) % ADDRESSES;
    const fourth = 1 + (next % FEW);
    const third = Math.floor(next / FEW) % 256;
    const second = 1 + Math.floor(next / FEW / 256);
    return `127.${second}.${third}.${fourth}`;
  };
};
