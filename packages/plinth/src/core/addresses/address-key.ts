import { isIPv4, isIPv6 } from "node:net";

const GROUPS = 8;

/** "1.2.3.4" at the end of an IPv6 text as its two groups. */
const dottedGroups = (text: string): readonly number[] => {
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
  return [a * 256 + b, c * 256 + d];
};

const parseGroups = (text: string): readonly number[] =>
  text === ""
    ? []
    : text
        .split(":")
        .flatMap((group) =>
          group.includes(".") ? dottedGroups(group) : [Number.parseInt(group, 16)],
        );

/** The eight groups of an IPv6 address (RFC 4291 section 2.2); undefined for anything else. */
const groupsOf = (address: string): readonly number[] | undefined => {
  const [bare = ""] = address.split("%");
  const [head = "", tail, ...more] = bare.split("::");
  const before = parseGroups(head);
  const after = tail === undefined ? [] : parseGroups(tail);
  const gap = tail === undefined ? 0 : GROUPS - before.length - after.length;
  if (more.length > 0 || gap < 0) return undefined;
  const groups = [...before, ...Array.from({ length: gap }, () => 0), ...after];
  const isValid =
    groups.length === GROUPS && groups.every((group) => group >= 0 && group <= 65_535);
  return isValid ? groups : undefined;
};

const isMapped = (groups: readonly number[]): boolean =>
  groups[5] === 65_535 && groups.slice(0, 5).every((group) => group === 0);

/** Behind NAT64 (RFC 6052 section 2.1) all of IPv4 would share one /64. */
const isTranslated = (groups: readonly number[]): boolean =>
  groups[0] === 0x64 && groups[1] === 0xff9b && groups.slice(2, 6).every((group) => group === 0);

const dotted = (high: number, low: number): string =>
  `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;

/** 6to4 (RFC 3056 section 2): whoever has one IPv4 address has 65,536 networks of /64 by it. */
const SIX_TO_FOUR = 0x2002;

/**
 * An address as eight groups of 16 bits, IPv4 as it stands inside IPv6 (RFC 4291 section 2.5.5.2);
 * undefined for what is no address.
 */
export const addressGroups = (address: string): readonly number[] | undefined => {
  if (!address.includes(":")) {
    return isIPv4(address) ? [0, 0, 0, 0, 0, 65_535, ...dottedGroups(address)] : undefined;
  }
  const groups = isIPv6(address) ? groupsOf(address) : undefined;
  if (groups === undefined || !isTranslated(groups)) return groups;
  return [0, 0, 0, 0, 0, 65_535, ...groups.slice(6)];
};

/**
 * What an address counts as (RL-07): IPv4 as itself, also when it is written inside IPv6; other
 * IPv6 by its /64, because one household or server owns all of it. Spelling makes no difference.
 */
export const addressKey = (address: string): string => {
  if (!address.includes(":")) return address;
  const groups = groupsOf(address);
  if (groups === undefined) return address.toLowerCase();
  if (isMapped(groups) || isTranslated(groups)) {
    const [high = 0, low = 0] = groups.slice(6);
    return dotted(high, low);
  }
  if (groups[0] === SIX_TO_FOUR) return dotted(groups[1] ?? 0, groups[2] ?? 0);
  const prefix = groups.slice(0, 4).map((group) => group.toString(16));
  return `${prefix.join(":")}::/64`;
};
