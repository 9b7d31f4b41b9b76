import { encode } from "uqr";

/** A QR code as one path on a grid of modules. */
export interface QrPath {
  /** Modules on a side, the quiet zone of four included. */
  readonly size: number;
  /** The dark modules, as the `d` of a path. */
  readonly path: string;
}

/** Draws a text as a QR code (ISO/IEC 18004): one rectangle for each run of dark modules. */
export const createQrPath = (text: string): QrPath => {
  const { data, size } = encode(text, { ecc: "M", border: 4 });
  const runs: string[] = [];
  data.forEach((row, y) => {
    let start = -1;
    for (let x = 0; x <= size; x += 1) {
      const isDark = row[x] === true;
      if (isDark && start < 0) start = x;
      if (!isDark && start >= 0) {
        runs.push(`M${start} ${y}h${x - start}v1H${start}z`);
        start = -1;
      }
    }
  });
  return { size, path: runs.join("") };
};
