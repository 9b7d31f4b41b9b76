import type { Random } from "../random.ts";

/** Whether a host name of a URL is this machine, as far as the name itself says. */
export const isLocalHost = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/** Whether other addresses of 127.0.0.0/8 can call it; the block has no such thing in IPv6. */
export const hasLocalBlock = (hostname: string): boolean =>
  hostname !== "[::1]" && isLocalHost(hostname);

/**
 * Addresses of 127.0.0.0/8, each given once. They begin at a random place, so that a run does not
 * meet the limits that an earlier one used up.
 */
export const createLocalAddresses = (random: Random): (() => string) => {
  const [a = 0, b = 0, c = 0] = random.bytes(3);
  // 127.0.x.y stays free for other programs; 0 and 255 at the end are no hosts.
  let next = (a << 16) | (b << 8) | c;
  return () => {
    next = (next + 1) % 0x1_00_00_00;
    const [second, third, fourth] = [next >> 16, (next >> 8) & 255, next & 255];
    return `127.${1 + (second % 254)}.${third}.${1 + (fourth % 254)}`;
  };
};
