import type { CacheUse } from "./caches-api.ts";

const numbers = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

/** A size in words, such as "1.5 MB"; in steps of 1024, as memory is counted. */
export const sizeWords = (bytes: number): string => {
  if (bytes < 1_024) return `${bytes} bytes`;
  if (bytes < 1_048_576) return `${numbers.format(bytes / 1_024)} KB`;
  return `${numbers.format(bytes / 1_048_576)} MB`;
};

/** How many of the reads were answered, such as "92.5 % of 1,200 reads". */
export const rateWords = ({ hitRate, hits, misses }: CacheUse): string => {
  if (hitRate === null) return "not read yet";
  const reads = hits + misses;
  // Rounded down: what is below the target must not read as if it were not.
  const percent = Math.floor(hitRate * 1_000) / 10;
  return `${numbers.format(percent)} % of ${numbers.format(reads)} ${reads === 1 ? "read" : "reads"}`;
};

/** How much is held, such as "12 entries, 3.4 KB of 8 MB". */
export const heldWords = ({ entries, bytes, maxBytes }: CacheUse): string =>
  `${numbers.format(entries)} ${entries === 1 ? "entry" : "entries"}, ${sizeWords(bytes)} of ${sizeWords(maxBytes)}`;

/** What making values cost, such as "40 times, 12.5 ms each". */
export const workWords = ({ computed, failed, computeMs }: CacheUse): string => {
  const runs = computed + failed;
  if (runs === 0 || computeMs === null) return "never";
  const times = runs === 1 ? "once" : `${numbers.format(runs)} times`;
  const faults = failed === 0 ? "" : `, ${numbers.format(failed)} failed`;
  return `${times}, ${numbers.format(computeMs)} ms${runs === 1 ? "" : " each"}${faults}`;
};
