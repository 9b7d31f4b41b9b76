/** Pixels as red, green, blue and opacity, a byte each, row by row from the top. */
export interface Pixels {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** How large a picture may be once it stands upright. */
export interface SizeLimits {
  readonly maxSide?: number;
  readonly maxWidth?: number;
}

/**
 * The largest size within these limits that keeps the proportions; never larger than it was. A picture
 * that lies on its side is as wide, once it stands, as it is high.
 */
export const sizeWithin = (
  { width, height }: Pick<Pixels, "width" | "height">,
  { maxSide = Number.POSITIVE_INFINITY, maxWidth = Number.POSITIVE_INFINITY }: SizeLimits,
  isOnSide = false,
): { readonly width: number; readonly height: number } => {
  const scale = Math.min(
    1,
    maxSide / Math.max(width, height),
    maxWidth / (isOnSide ? height : width),
  );
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
};

/** Where a pixel of the upright picture lies in the stored one; `w`, `h` are sizes as stored. */
type Place = (x: number, y: number, w: number, h: number) => number;

/** By EXIF orientation, 2 to 8 (EXIF 2.32 section 4.6.4 A). */
const PLACES: Readonly<Record<number, Place>> = {
  2: (x, y, w) => y * w + (w - 1 - x),
  3: (x, y, w, h) => (h - 1 - y) * w + (w - 1 - x),
  4: (x, y, w, h) => (h - 1 - y) * w + x,
  5: (x, y, w) => x * w + y,
  6: (x, y, w, h) => (h - 1 - x) * w + y,
  7: (x, y, w, h) => (h - 1 - x) * w + (w - 1 - y),
  8: (x, y, w) => x * w + (w - 1 - y),
};

/** Whether width and height change places when a picture is turned upright. */
export const liesOnSide = (orientation: number): boolean => orientation >= 5;

/** Turns a picture upright; the note that told how is dropped with all other metadata. */
export const turnUpright = (pixels: Pixels, orientation: number): Pixels => {
  const place = PLACES[orientation];
  if (place === undefined) return pixels;
  const { width: w, height: h } = pixels;
  const [width, height] = liesOnSide(orientation) ? [h, w] : [w, h];
  const from = new Uint32Array(pixels.data.buffer, pixels.data.byteOffset, w * h);
  const to = new Uint32Array(w * h);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) to[y * width + x] = from[place(x, y, w, h)] ?? 0;
  }
  return { data: new Uint8ClampedArray(to.buffer), width, height };
};

/** Lays a picture on white, for formats without transparency. */
export const withoutTransparency = ({ data, width, height }: Pixels): Pixels => {
  const flat = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at += 4) {
    const opacity = (data[at + 3] ?? 0) / 255;
    for (let channel = at; channel < at + 3; channel += 1) {
      flat[channel] = (data[channel] ?? 0) * opacity + 255 * (1 - opacity);
    }
    flat[at + 3] = 255;
  }
  return { data: flat, width, height };
};
