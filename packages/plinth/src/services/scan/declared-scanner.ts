import type { Dependencies } from "#resilience";
import type { Scanner, ScanVerdict } from "./scanner.ts";

/** Above the scanner's own limit, which says better what went wrong. */
const LIMIT_MS = 31_000;
/** Waiting is better than keeping a file that nobody looked into. */
const WAITING = 1_000;

type Unavailable = Extract<ScanVerdict, { readonly kind: "unavailable" }>;

/** Carries a verdict past policies that know values and faults only. */
class NotScanned extends Error {
  readonly verdict: Unavailable;

  constructor(verdict: Unavailable) {
    super(verdict.because);
    this.name = "NotScanned";
    this.verdict = verdict;
  }
}

/**
 * Puts a scanner behind the declared dependency "scanner" (RES-01). Only that nobody was there opens
 * the breaker: somebody who sends files that take too long must not be able to refuse everybody's.
 */
export const createDeclaredScanner = (scanner: Scanner, dependencies: Dependencies): Scanner => {
  const dependency = dependencies.declare({
    name: "scanner",
    title: "File scanner",
    limitMs: LIMIT_MS,
    waiting: WAITING,
    isFailure: (fault) => fault instanceof NotScanned && fault.verdict.isGone === true,
    whileDegraded: "Files may not be taken at the moment.",
  });
  return {
    isReady: scanner.isReady,
    scan: async (path) => {
      try {
        return await dependency.call(async () => {
          const verdict = await scanner.scan(path);
          if (verdict.kind === "unavailable") throw new NotScanned(verdict);
          return verdict;
        });
      } catch (fault) {
        if (fault instanceof NotScanned) return fault.verdict;
        const because = fault instanceof Error ? fault.message : "the scanner failed";
        return { kind: "unavailable", because };
      }
    },
  };
};
