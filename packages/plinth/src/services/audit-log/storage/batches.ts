/** Rows of one statement at most: sixteen values each, well below what engines take. */
const LARGEST = 64;

/**
 * Cuts a list into pieces of 64, 32, … 1: statements of many rows then have few different texts, so
 * that each is compiled and counted as one.
 */
export const inPieces = <T>(items: readonly T[]): readonly (readonly T[])[] => {
  const pieces: (readonly T[])[] = [];
  let at = 0;
  for (let size = LARGEST; size >= 1; size /= 2) {
    while (items.length - at >= size) {
      pieces.push(items.slice(at, at + size));
      at += size;
    }
  }
  return pieces;
};

/** The largest piece that so many items fill. */
export const pieceSize = (count: number): number =>
  Math.min(LARGEST, 2 ** Math.floor(Math.log2(Math.max(1, count))));
