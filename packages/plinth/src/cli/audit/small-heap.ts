import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Gives back what is not needed any more. An audit reads megabytes of answers and keeps next to
 * none of them; left alone, V8 lets that grow to hundreds of megabytes on a machine that it shares
 * with the service it looks at.
 */
export const createCollector = (): (() => void) => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  return () => {
    if (typeof collect === "function") collect();
  };
};
