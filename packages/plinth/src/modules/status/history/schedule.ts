import type { StartTimer } from "#core";

/**
 * Runs `work` now and then every `intervalMs`, counted from its end so that runs never overlap. The
 * result ends it. `work` must not reject.
 */
export const repeat = (
  startTimer: StartTimer,
  intervalMs: number,
  work: () => Promise<void>,
): (() => void) => {
  let cancel: () => void = () => undefined;
  let isOver = false;
  const run = async (): Promise<void> => {
    await work();
    if (!isOver) cancel = startTimer(intervalMs, () => void run());
  };
  void run();
  return () => {
    isOver = true;
    cancel();
  };
};
