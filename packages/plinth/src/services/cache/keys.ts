/** No part of a key holds it, so that no owner and key together read like those of another. */
const SEPARATOR = "\u0000";

/** The first part of all keys of an owner; the empty one stands for everyone. */
export const ownerPrefix = (identity: string): string => {
  if (identity.includes(SEPARATOR)) throw new RangeError("no identity holds a zero character");
  return `${identity}${SEPARATOR}`;
};

/** The first part of the keys of everyone. */
export const COMMON_PREFIX = ownerPrefix("");

/** The tag of all that belongs to an owner. */
export const ownerTag = (identity: string): string => `${SEPARATOR}${identity}`;

/** A key as its owner calls it. */
export const ownKey = (key: string): string => key.slice(key.indexOf(SEPARATOR) + 1);
