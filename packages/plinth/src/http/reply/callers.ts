import type { StartTimer } from "#core";
import type { RequestContext } from "../request/context.ts";
import type { Principal } from "../request/principal.ts";

/** How long a caller's answer may go on unasked; revocation acts within a second (SES-07). */
const RECHECK_MS = 1_000;

/** Whether a caller is still who the request said. */
export type StillHolds = (principal: Principal) => boolean | Promise<boolean>;

/**
 * Asks every second whether the caller of an answer that goes on may have the rest of it, and calls
 * `onEnd` once when not. A question that cannot be answered is asked again: an outage of the
 * database is no sign-out. Gives back what ends the watch.
 */
export const watchCaller = (
  { principal }: RequestContext,
  holds: StillHolds,
  startTimer: StartTimer,
  onEnd: () => void,
): (() => void) => {
  if (principal === undefined) return () => undefined;
  let isOver = false;
  let cancel = (): void => undefined;
  const settle = (isHeld: boolean): void => {
    if (isOver) return;
    if (isHeld) {
      cancel = startTimer(RECHECK_MS, look);
      return;
    }
    isOver = true;
    onEnd();
  };
  const look = (): void => {
    const answer = holds(principal);
    if (typeof answer === "boolean") settle(answer);
    else answer.then(settle, () => settle(true));
  };
  cancel = startTimer(RECHECK_MS, look);
  return () => {
    isOver = true;
    cancel();
  };
};
