/** Numbers in a page, 64 KB: few pages stay in the caches of the processor, and few keys take little. */
const PAGE_BITS = 14;
const PAGE_SIZE = 1 << PAGE_BITS;
const EMPTY = new Int32Array(0);
/** Sizes up to here exist as they are; larger ones in steps of an eighth. */
const EXACT = 16;
const NONE = -1;

/**
 * Blocks of whole numbers in shared pages. A small object or array costs its header and a pointer for
 * each key, several times what it holds; a block costs its numbers, and is found by one number.
 */
export interface Blocks {
  /** The page of a block is the one at `pageIndexOf`, in which it begins at `offsetOf`. */
  readonly pages: readonly Int32Array[];
  /** A block of at least `size` numbers; what they are is left over from whoever had it. */
  readonly take: (size: number) => number;
  readonly giveBack: (handle: number) => void;
}

/** Which page holds a block. */
export const pageIndexOf = (handle: number): number => handle >>> PAGE_BITS;

/** Where a block begins in its page. */
export const offsetOf = (handle: number): number => handle & (PAGE_SIZE - 1);

/** What is taken for a size: few different sizes, so that what one leaves another finds. */
const blockSize = (size: number): number => {
  if (size <= EXACT) return size;
  const step = 2 ** (28 - Math.clz32(size));
  return Math.ceil(size / step) * step;
};

/** What is known of a page. */
interface Page {
  readonly at: number;
  /** Numbers in a block of it. */
  size: number;
  /** Blocks in use. */
  live: number;
  /** Where the first block lies that was never used. */
  end: number;
  /** The first block given back, which holds the next one; NONE behind the last. */
  free: number;
  /** Whether it stands among the pages with room. */
  isListed: boolean;
}

/**
 * Builds a store of blocks. A page holds blocks of one size; once none of them is in use it serves any
 * size. A block larger than a page has a page of its own.
 */
export const createBlocks = (): Blocks => {
  const numbers: Int32Array[] = [];
  const pages: Page[] = [];
  const spare: Page[] = [];
  /** By size: pages that may have room. */
  const open = new Map<number, Page[]>();

  const hasRoom = (page: Page): boolean =>
    page.free !== NONE || page.end + page.size <= (numbers[page.at]?.length ?? 0);

  const openPage = (size: number): Page => {
    const old = size <= PAGE_SIZE ? spare.pop() : undefined;
    const page = old ?? { at: pages.length, size, live: 0, end: 0, free: NONE, isListed: false };
    if (old === undefined) {
      numbers.push(new Int32Array(Math.max(size, PAGE_SIZE)));
      pages.push(page);
    }
    page.size = size;
    page.end = 0;
    page.free = NONE;
    return page;
  };

  const list = (page: Page): void => {
    if (page.isListed) return;
    page.isListed = true;
    const pagesOfSize = open.get(page.size);
    if (pagesOfSize === undefined) open.set(page.size, [page]);
    else pagesOfSize.push(page);
  };

  /** A page of this size with room. */
  const pageFor = (size: number): Page => {
    const pagesOfSize = open.get(size);
    for (let page = pagesOfSize?.at(-1); page !== undefined; page = pagesOfSize?.at(-1)) {
      if (hasRoom(page)) return page;
      page.isListed = false;
      pagesOfSize?.pop();
    }
    const page = openPage(size);
    list(page);
    return page;
  };

  const retire = (page: Page): void => {
    const pagesOfSize = open.get(page.size) ?? [];
    const at = pagesOfSize.lastIndexOf(page);
    if (at !== -1) pagesOfSize.splice(at, 1);
    page.isListed = false;
    if (page.size <= PAGE_SIZE) spare.push(page);
    else numbers[page.at] = EMPTY;
  };

  return {
    pages: numbers,
    take: (wanted) => {
      const size = blockSize(wanted);
      const page = pageFor(size);
      page.live += 1;
      const block = page.free === NONE ? page.end : page.free;
      if (page.free === NONE) page.end += size;
      else page.free = numbers[page.at]?.[block] ?? NONE;
      // By bits: a product may be kept as a fraction, which costs each look an object.
      return (page.at << PAGE_BITS) | block;
    },
    giveBack: (handle) => {
      const page = pages[pageIndexOf(handle)];
      const block = numbers[pageIndexOf(handle)];
      if (page === undefined || block === undefined) return;
      block[offsetOf(handle)] = page.free;
      page.free = offsetOf(handle);
      page.live -= 1;
      if (page.live === 0) retire(page);
      else list(page);
    },
  };
};
