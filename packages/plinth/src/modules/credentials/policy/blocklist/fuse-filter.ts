/** A set of texts that answers "in it" or "almost certainly not in it", in two bytes an entry. */
export interface FuseFilter {
  /** Texts that it was made from. */
  readonly count: number;
  /** Always true for a text it was made from; true for one of 65,536 others. */
  readonly has: (text: string) => boolean;
}

/** What a filter's positions are computed from; the builder uses the same. */
export interface FuseShape {
  readonly seed: number;
  /** A power of two. */
  readonly segmentLength: number;
  /** Where a text's first position may lie; two more segments follow. */
  readonly segmentCount: number;
}

/** "PLF1": the format below, in little-endian order. */
export const FUSE_MAGIC = 0x31464c50;
/** Magic, seed, segment length, segment count, texts: four bytes each. */
export const FUSE_HEADER_BYTES = 20;

/** MurmurHash3 (x86, 32 bits; Austin Appleby, public domain): spreads well, needs no secrecy. */
const murmur = (bytes: Uint8Array, seed: number): number => {
  let hash = seed;
  const blocks = bytes.length & ~3;
  const scramble = (word: number): number => {
    const mixed = Math.imul(word, 0xcc9e2d51);
    return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
  };
  const at = (index: number): number => bytes[index] ?? 0;
  for (let index = 0; index < blocks; index += 4) {
    const word = at(index) | (at(index + 1) << 8) | (at(index + 2) << 16) | (at(index + 3) << 24);
    hash ^= scramble(word);
    hash = (hash << 13) | (hash >>> 19);
    hash = (Math.imul(hash, 5) + 0xe6546b64) | 0;
  }
  const rest = bytes.length - blocks;
  const tail = at(blocks) | (rest > 1 ? at(blocks + 1) << 8 : 0);
  if (rest > 0) hash ^= scramble(tail | (rest > 2 ? at(blocks + 2) << 16 : 0));
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Three positions in neighbouring segments, and the 16 bits that stand in them. */
export const fusePlaces = (
  text: string,
  { seed, segmentLength, segmentCount }: FuseShape,
): readonly [first: number, second: number, third: number, fingerprint: number] => {
  const bytes = Buffer.from(text, "utf8");
  const where = murmur(bytes, seed);
  const offsets = murmur(bytes, seed ^ 0x9e3779b9);
  const first = Math.floor((where * segmentCount * segmentLength) / 2 ** 32);
  const mask = segmentLength - 1;
  // XOR of the low bits keeps a position within its segment.
  const second = (first + segmentLength) ^ (offsets & mask);
  const third = (first + 2 * segmentLength) ^ ((offsets >>> 16) & mask);
  return [first, second, third, murmur(bytes, seed ^ 0x7f4a7c15) >>> 16];
};

/**
 * Reads a binary fuse filter (Graf and Lemire, "Binary Fuse Filters", 2022; three positions, 16 bits)
 * as scripts/blocklist writes it.
 * @throws {RangeError} when the bytes are none.
 */
export const readFuseFilter = (bytes: Buffer): FuseFilter => {
  const isHeader = bytes.length >= FUSE_HEADER_BYTES && bytes.readUInt32LE(0) === FUSE_MAGIC;
  if (!isHeader) throw new RangeError("this is no filter of common passwords");
  const shape = {
    seed: bytes.readUInt32LE(4),
    segmentLength: bytes.readUInt32LE(8),
    segmentCount: bytes.readUInt32LE(12),
  };
  const slots = (shape.segmentCount + 2) * shape.segmentLength;
  if (bytes.length !== FUSE_HEADER_BYTES + 2 * slots) {
    throw new RangeError("the filter of common passwords is cut off");
  }
  const slot = (position: number): number => bytes.readUInt16LE(FUSE_HEADER_BYTES + 2 * position);
  return {
    count: bytes.readUInt32LE(16),
    has: (text) => {
      const [first, second, third, fingerprint] = fusePlaces(text, shape);
      return (slot(first) ^ slot(second) ^ slot(third)) === fingerprint;
    },
  };
};
