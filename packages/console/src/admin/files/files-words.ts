import type { QuarantinedFile } from "./files-api.ts";

const UNITS = ["bytes", "kB", "MB", "GB"];
const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** "1 byte", "640 bytes", "1.5 kB", by thousands. */
export const sizeWords = (bytes: number): string => {
  if (bytes === 1) return "1 byte";
  let size = bytes;
  let unit = 0;
  for (; size >= 1_000 && unit < UNITS.length - 1; unit += 1) size /= 1_000;
  return `${numbers.format(size)} ${UNITS[unit]}`;
};

/** What the scanner found, by the name that it gave it. */
export const findingWords = ({ signature }: Pick<QuarantinedFile, "signature">): string =>
  signature === null || signature === "" ? "something harmful, without a name" : signature;
