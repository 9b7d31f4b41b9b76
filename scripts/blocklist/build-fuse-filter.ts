import {
  FUSE_HEADER_BYTES,
  FUSE_MAGIC,
  type FuseShape,
  fusePlaces,
} from "../../packages/plinth/src/modules/credentials/policy/blocklist/fuse-filter.ts";

/** Two seeds in three succeed; a hundred failures mean that a text is there twice. */
const MAX_SEEDS = 100;

/** The sizes that Graf and Lemire recommend for three positions. */
const shapeFor = (count: number, seed: number): FuseShape => {
  const size = Math.max(count, 2);
  const segmentLength = 2 ** Math.floor(Math.log(size) / Math.log(3.33) + 2.25);
  const factor = Math.max(1.125, 0.875 + (0.25 * Math.log(1_000_000)) / Math.log(size));
  const capacity = Math.round(size * factor);
  const segmentCount = Math.max(1, Math.ceil(capacity / segmentLength) - 2);
  return { seed, segmentLength, segmentCount };
};

interface Peeled {
  /** Texts in the order in which a position was theirs alone, with that position. */
  readonly order: readonly (readonly [text: number, position: number])[];
  readonly places: readonly (readonly [number, number, number, number])[];
}

/** Takes texts away that have a position of their own until none is left; undefined if one is. */
const peel = (texts: readonly string[], shape: FuseShape): Peeled | undefined => {
  const slots = (shape.segmentCount + 2) * shape.segmentLength;
  const places = texts.map((text) => fusePlaces(text, shape));
  const sharers = new Uint32Array(slots);
  // The XOR of all texts at a position is the text itself once it is alone.
  const texture = new Uint32Array(slots);
  const move = (text: number, by: 1 | -1): number[] =>
    (places[text] ?? []).slice(0, 3).map((position) => {
      sharers[position] = (sharers[position] ?? 0) + by;
      texture[position] = (texture[position] ?? 0) ^ text;
      return position;
    });
  for (let text = 0; text < texts.length; text += 1) move(text, 1);
  const alone = [...sharers.keys()].filter((position) => sharers[position] === 1);
  const order: [number, number][] = [];
  for (let position = alone.pop(); position !== undefined; position = alone.pop()) {
    if (sharers[position] !== 1) continue;
    const text = texture[position] ?? 0;
    order.push([text, position]);
    for (const touched of move(text, -1)) if (sharers[touched] === 1) alone.push(touched);
  }
  return order.length === texts.length ? { order, places } : undefined;
};

/**
 * Builds a filter of distinct texts; the same texts in the same order give the same bytes.
 * @throws {RangeError} when no seed fits: a text is there twice.
 */
export const buildFuseFilter = (texts: readonly string[]): Buffer => {
  for (let seed = 1; seed <= MAX_SEEDS; seed += 1) {
    const shape = shapeFor(texts.length, seed);
    const peeled = peel(texts, shape);
    if (peeled === undefined) continue;
    const slots = new Uint16Array((shape.segmentCount + 2) * shape.segmentLength);
    for (const [text, own] of peeled.order.toReversed()) {
      const [first = 0, second = 0, third = 0, fingerprint = 0] = peeled.places[text] ?? [];
      slots[own] = 0;
      slots[own] = fingerprint ^ (slots[first] ?? 0) ^ (slots[second] ?? 0) ^ (slots[third] ?? 0);
    }
    const bytes = Buffer.alloc(FUSE_HEADER_BYTES + 2 * slots.length);
    const header = [FUSE_MAGIC, seed, shape.segmentLength, shape.segmentCount, texts.length];
    for (const [index, word] of header.entries()) bytes.writeUInt32LE(word, 4 * index);
    for (const [index, slot] of slots.entries()) {
      bytes.writeUInt16LE(slot, FUSE_HEADER_BYTES + 2 * index);
    }
    return bytes;
  }
  throw new RangeError("no seed separates these texts; is one there twice?");
};
