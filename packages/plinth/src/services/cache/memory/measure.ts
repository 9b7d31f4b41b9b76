/** What an object, a key of it and a place in a list cost, roughly, in bytes (V8 on 64 bits). */
const OBJECT_BYTES = 56;
const FIELD_BYTES = 16;
const STRING_BYTES = 24;
const PRIMITIVE_BYTES = 16;
/** More parts than that are no cache entry but a data set. */
const MAX_PARTS = 200_000;

const isPlain = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value);
};

const requireCacheable = (value: unknown): void => {
  const isThenable = value instanceof Promise;
  if (typeof value === "function" || typeof value === "symbol" || isThenable) {
    throw new RangeError("a function, a symbol or a promise cannot be cached");
  }
};

/** What an object holds beside its parts, in bytes; the parts go to `rest`. */
const ownBytes = (value: object, rest: unknown[]): number => {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return value.byteLength;
  if (value instanceof Map || value instanceof Set) {
    for (const pair of value.entries()) rest.push(...pair);
    return value.size * FIELD_BYTES;
  }
  const fields = Object.values(value);
  for (const field of fields) rest.push(field);
  if (isPlain(value)) Object.freeze(value);
  return fields.length * FIELD_BYTES;
};

/**
 * Estimates what a value holds in memory, in bytes, and freezes what it is made of: whoever reads a
 * cached value shares it with everyone else who does, and one of them changing it must not change it
 * for the others. Typed arrays, maps and sets cannot be frozen and are only measured.
 * @throws {RangeError} for what is no value (functions, promises), and for more than 200 000 parts.
 */
export const measureAndFreeze = (root: unknown): number => {
  const seen = new Set<object>();
  const rest: unknown[] = [root];
  let bytes = 0;
  for (let parts = 0; rest.length > 0; parts += 1) {
    if (parts > MAX_PARTS) throw new RangeError("this value has too many parts to be cached");
    const value = rest.pop();
    requireCacheable(value);
    if (typeof value === "string") bytes += STRING_BYTES + value.length * 2;
    else if (typeof value !== "object" || value === null) bytes += PRIMITIVE_BYTES;
    else if (!seen.has(value)) {
      seen.add(value);
      bytes += OBJECT_BYTES + ownBytes(value, rest);
    }
  }
  return bytes;
};
