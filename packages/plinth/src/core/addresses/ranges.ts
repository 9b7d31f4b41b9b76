import { addressGroups } from "./address-key.ts";

const GROUP_BITS = 16;
/** IPv4 stands at the end of IPv6. */
const IPV4_OFFSET = 96;
/** One household or server owns all of a /64 (RL-07). */
const IPV6_UNIT = 64;

/** A range of addresses, ready to be compared. */
export interface AddressRange {
  /** As it is shown and stored: one spelling for each range. */
  readonly text: string;
  readonly groups: readonly number[];
  /** Leading bits that count, of 128. */
  readonly bits: number;
}

const isIPv4 = (groups: readonly number[]): boolean =>
  groups[5] === 65_535 &&
  groups[0] === 0 &&
  groups[1] === 0 &&
  groups[2] === 0 &&
  groups[3] === 0 &&
  groups[4] === 0;

const isIPv4Range = (groups: readonly number[], bits: number): boolean =>
  bits >= IPV4_OFFSET && isIPv4(groups);

/** The first /64 is nobody's: there lie loopback and, as IPv6 writes it, all of IPv4. */
const isSpecial = (groups: readonly number[]): boolean =>
  groups.slice(0, 4).every((group) => group === 0);

/** The groups with every bit behind the first `bits` cleared. */
const masked = (groups: readonly number[], bits: number): readonly number[] =>
  groups.map((group, index) => {
    const kept = Math.min(GROUP_BITS, Math.max(0, bits - index * GROUP_BITS));
    return group & (65_535 << (GROUP_BITS - kept)) & 65_535;
  });

const textOf = (groups: readonly number[], bits: number): string => {
  if (isIPv4Range(groups, bits)) {
    const [high = 0, low = 0] = groups.slice(6);
    const address = `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`;
    return bits === 128 ? address : `${address}/${bits - IPV4_OFFSET}`;
  }
  const last = groups.findLastIndex((group) => group !== 0);
  const shown = groups.slice(0, last + 1).map((group) => group.toString(16));
  return `${shown.length === 8 ? shown.join(":") : `${shown.join(":")}::`}/${bits}`;
};

/**
 * Reads an address or a CIDR range; IPv6 counts by /64 at the finest. Undefined for anything else,
 * and for the range of all addresses, which nobody means.
 */
export const parseRange = (text: string): AddressRange | undefined => {
  const [address = "", prefix, ...rest] = text.trim().split("/");
  const groups = address.includes("%") ? undefined : addressGroups(address);
  if (groups === undefined || rest.length > 0) return undefined;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const isDotted = !address.includes(":");
  const width = isDotted ? 32 : 128;
  const length = prefix === undefined ? width : Number(prefix);
  if (length < 1 || length > width) return undefined;
  const bits = isDotted ? length + IPV4_OFFSET : length;
  const unit = isSpecial(groups) ? bits : Math.min(bits, IPV6_UNIT);
  const network = masked(groups, unit);
  return { text: textOf(network, unit), groups: network, bits: unit };
};

/** Whether an address, as groups, lies in a range. IPv4 lies in ranges of IPv4 only. */
export const isWithin = (groups: readonly number[], range: AddressRange): boolean => {
  if (isIPv4(groups) !== isIPv4Range(range.groups, range.bits)) return false;
  const whole = Math.floor(range.bits / GROUP_BITS);
  for (let index = 0; index < whole; index += 1) {
    if (groups[index] !== range.groups[index]) return false;
  }
  const rest = range.bits % GROUP_BITS;
  if (rest === 0) return true;
  const mask = (65_535 << (GROUP_BITS - rest)) & 65_535;
  return ((groups[whole] ?? 0) & mask) === range.groups[whole];
};

/** Ranges of the settings, which were checked when they were read. */
export const requireRanges = (texts: readonly string[]): readonly AddressRange[] =>
  texts.map((text) => {
    const range = parseRange(text);
    if (range === undefined) throw new RangeError(`${text} is neither an address nor a range`);
    return range;
  });
