import type { StartTimer } from "#core";
import type { InnerCall } from "../call.ts";
import { type Policy, start } from "./policy.ts";

/** What a hedge is built from. */
export interface HedgeOptions {
  /** How long an attempt goes without an answer before another begins beside it, in milliseconds. */
  readonly afterMs: number;
  /** Attempts under way at most, the first included. Default 2. */
  readonly attempts?: number;
  readonly onHedge?: () => void;
  readonly startTimer: StartTimer;
}

/**
 * Cuts the tail of latencies: where an answer is late, the same is asked once more beside it, the
 * first answer counts and the others are told to stop ("The Tail at Scale", Dean and Barroso, 2013).
 * Only where the call says that twice is as good as once.
 */
export const createHedge = ({
  afterMs,
  attempts = 2,
  onHedge,
  startTimer,
}: HedgeOptions): Policy => ({
  run: (work, call) => {
    if (!call.isIdempotent) return start(work, call);
    return new Promise((resolve, reject) => {
      const inners = new Set<InnerCall>();
      let cancel = (): void => undefined;
      let begun = 0;
      const end = (): void => {
        cancel();
        stop();
        for (const inner of inners) {
          inner.detach();
          inner.abort(new Error("another attempt answered first"));
        }
      };
      const begin = (): void => {
        begun += 1;
        if (begun > 1) onHedge?.();
        const inner = call.inner(Number.POSITIVE_INFINITY);
        inners.add(inner);
        if (begun < attempts) cancel = startTimer(afterMs, begin);
        start(work, inner).then(
          (value) => {
            inners.delete(inner);
            inner.detach();
            end();
            resolve(value);
          },
          (fault) => {
            inners.delete(inner);
            inner.detach();
            // The others may still answer; a fault is no reason to begin one more: that is a retry.
            if (inners.size > 0) return;
            end();
            reject(fault);
          },
        );
      };
      let stop = (): void => undefined;
      stop = call.onAbort((reason) => {
        cancel();
        reject(reason);
      });
      if (!call.isAborted) begin();
    });
  },
});
