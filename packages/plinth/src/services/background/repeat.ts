import type { StartTimer } from "#core";

/**
 * Does `work` now and then again `everyMs` after each end, so that two runs never overlap. The
 * function it gives back ends it and resolves once a run under way is over. `work` must not reject.
 */
export const repeat = (
  startTimer: StartTimer,
  everyMs: number,
  work: () => Promise<void>,
): (() => Promise<void>) => {
  let cancel: () => void = () => undefined;
  let isOver = false;
  let running: Promise<void> = Promise.resolve();
  const run = async (): Promise<void> => {
    await work();
    if (isOver) return;
    cancel = startTimer(everyMs, () => {
      running = run();
    });
  };
  running = run();
  return () => {
    isOver = true;
    cancel();
    return running;
  };
};
