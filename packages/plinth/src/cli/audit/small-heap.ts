import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes that may gather before they are given back: a collection costs as much as many requests. */
const SPARE = 8_000_000;

const inUse = (): number => {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
};

/**
 * Room for what was just made of 1 MB (left alone it grows to more than a hundred), and code that is
 * small rather than quick: an audit waits most of the time.
 */
const FLAGS = ["--max-semi-space-size=1", "--optimize-for-size"];

/** Keeps memory small from now on; call it before the probes are loaded. */
export const keepHeapSmall = (): void => {
  for (const flag of FLAGS) setFlagsFromString(flag);
};

/**
 * Gives back what is not needed any more. An audit reads megabytes of answers and keeps next to
 * none of them; left alone, V8 lets that grow to hundreds of megabytes on a machine that it shares
 * with the service it looks at.
 */
export const createCollector = (): (() => void) => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  let kept = 0;
  return () => {
    if (typeof collect !== "function" || inUse() - kept < SPARE) return;
    collect();
    kept = inUse();
  };
};
