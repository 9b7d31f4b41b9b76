import { type AddressRange, addressGroups, isWithin, requireRanges } from "#core";

/**
 * What is not the public internet, of IPv4: the special-purpose registry of IANA (RFC 6890 and its
 * successors), and one metadata service that lies outside of it.
 */
const REFUSED_V4 = requireRanges([
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "168.63.129.16",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
]);

/** All that is assigned as global unicast; loopback, local, multicast and NAT64 lie outside. */
const GLOBAL_V6 = requireRanges(["2000::/3"]);

/** Protocols (Teredo among them), benchmarks, documentation, 6to4. */
const REFUSED_V6 = requireRanges([
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "2620:4f:8000::/48",
  "3fff::/20",
]);

const inAny = (groups: readonly number[], ranges: readonly AddressRange[]): boolean =>
  ranges.some((range) => isWithin(groups, range));

/** ISATAP (RFC 5214 section 6.1) carries an IPv4 address in the second half of any prefix. */
const isIsatap = (groups: readonly number[]): boolean =>
  ((groups[4] ?? 0) & ~0x0200) === 0 && groups[5] === 0x5efe;

/**
 * Whether an address is one of the public internet (VAL-07). IPv6 that carries an IPv4 address
 * (mapped, compatible, translated, tunnelled) is not, whatever it carries: no server that anybody
 * means is reached that way, and where it ends is decided by somebody else. Text that is no address
 * is not public either.
 */
export const isPublicAddress = (address: string): boolean => {
  if (address.includes("%")) return false;
  const groups = addressGroups(address);
  if (groups === undefined) return false;
  if (!address.includes(":")) return !inAny(groups, REFUSED_V4);
  return inAny(groups, GLOBAL_V6) && !inAny(groups, REFUSED_V6) && !isIsatap(groups);
};
