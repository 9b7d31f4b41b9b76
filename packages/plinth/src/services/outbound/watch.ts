import type { StartTimer } from "#core";
import { outboundErrors } from "./errors.ts";

/** Which wait ended. */
export type Wait = "connect" | "idle" | "total";

/** The waits of one call; whatever ends first ends all of it. */
export interface Watch {
  /** Aborted with the error that the call fails with. */
  readonly signal: AbortSignal;
  /** Begins a wait, in the place of one that runs; the total goes on. */
  readonly begin: (wait: Exclude<Wait, "total">) => void;
  /** Nothing more is waited for, and no timer is left. */
  readonly stop: () => void;
  /** A promise, or the error that the call was ended with, whichever comes first. */
  readonly race: <T>(promise: Promise<T>) => Promise<T>;
}

const late = (wait: Wait) =>
  outboundErrors.make.OUTBOUND_TIMEOUT({
    detail: `The other side is too slow: ${wait}`,
    extra: { reason: wait },
  });

/** Starts the watch over one call, redirects included. Times in milliseconds. */
export const startWatch = (parts: {
  readonly startTimer: StartTimer;
  readonly waits: Readonly<Record<Wait, number>>;
  /** The callers', and that of the client's own end. */
  readonly signals: readonly AbortSignal[];
}): Watch => {
  const { startTimer, waits } = parts;
  const own = new AbortController();
  const end = (wait: Wait) => () => own.abort(late(wait));
  const stopTotal = startTimer(waits.total, end("total"));
  let stopWait: () => unknown = () => undefined;
  const signal = AbortSignal.any([own.signal, ...parts.signals]);
  return {
    signal,
    begin: (wait) => {
      stopWait();
      stopWait = startTimer(waits[wait], end(wait));
    },
    stop: () => {
      stopWait();
      stopTotal();
    },
    race: (promise) => {
      const { promise: ended, reject } = Promise.withResolvers<never>();
      const onAbort = (): void => reject(signal.reason);
      // A signal that was aborted before tells nobody any more.
      if (signal.aborted) onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      return Promise.race([promise, ended]).finally(() =>
        signal.removeEventListener("abort", onAbort),
      );
    },
  };
};
