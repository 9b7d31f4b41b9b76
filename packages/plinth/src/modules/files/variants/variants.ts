import { createBoundedMap } from "#core";
import {
  ImageFault,
  type ImageReencoder,
  type OutputType,
  readImageHeader,
} from "#services/images";
import type { SealedBytes } from "../bytes/sealed-bytes.ts";
import type { KeptFile } from "../repository.ts";

/** Widths in pixels in which pictures are given out: a bounded number of variants of each. */
export const VARIANT_WIDTHS = [96, 192, 320, 640, 1_280] as const;
export type VariantWidth = (typeof VARIANT_WIDTHS)[number];

/** What a picture is wanted as. */
export interface Wanted {
  readonly type: OutputType;
  /** As wide as it is kept where it is left out. */
  readonly width: VariantWidth | undefined;
}

/** A picture as it is given out. */
export interface Variant {
  readonly bytes: Uint8Array;
  readonly type: OutputType;
}

/** Gives a picture as it is wanted; undefined where it leaves as it is kept. */
export type Variants = (file: KeptFile, wanted: Wanted) => Promise<Variant | undefined>;

/** Larger variants are made anew for each caller: they are few, and memory is for the many. */
const MOST_BYTES = 262_144;
const MOST_KEPT = 64;
/** The same thread makes pictures that people send; these wait for nobody. */
const MOST_AT_ONCE = 4;

const uprightWidth = (source: Uint8Array): number => {
  const { width, height, orientation } = readImageHeader(source);
  return orientation >= 5 ? height : width;
};

/**
 * Builds what makes pictures smaller for who shows them small (PERF-07, P-052). Variants are made when
 * they are asked for and kept in memory for a while, never on disk: there is nothing to erase. What
 * cannot be made, or not now, leaves as it is kept.
 */
export const createVariants = (parts: {
  readonly bytes: Pick<SealedBytes, "read">;
  readonly images: Pick<ImageReencoder, "reencode">;
}): Variants => {
  const kept = createBoundedMap<string, Variant | null>(MOST_KEPT);
  const making = new Map<string, Promise<Variant | undefined>>();

  const make = async (file: KeptFile, { type, width }: Wanted): Promise<Variant | undefined> => {
    const source = await parts.bytes.read(file);
    if (source === undefined) return undefined;
    const isSame = type === file.type;
    // Never made larger, and never encoded twice for nothing.
    if (isSame && (width === undefined || uprightWidth(source) <= width)) return undefined;
    const made = await parts.images.reencode(source, {
      type,
      ...(width === undefined ? {} : { maxWidth: width }),
    });
    return isSame && made.bytes.length >= source.length ? undefined : made;
  };

  const begin = async (key: string, file: KeptFile, wanted: Wanted) => {
    try {
      const made = await make(file, wanted);
      if ((made?.bytes.length ?? 0) <= MOST_BYTES) kept.set(key, made ?? null);
      return made;
    } catch (fault) {
      if (fault instanceof ImageFault) return undefined;
      throw fault;
    } finally {
      making.delete(key);
    }
  };

  return async (file, wanted) => {
    const key = `${file.stored_name} ${wanted.width ?? ""} ${wanted.type}`;
    const known = kept.get(key);
    if (known !== undefined) return known ?? undefined;
    const underWay = making.get(key);
    if (underWay !== undefined) return underWay;
    if (making.size >= MOST_AT_ONCE) return undefined;
    const work = begin(key, file, wanted);
    making.set(key, work);
    return work;
  };
};
