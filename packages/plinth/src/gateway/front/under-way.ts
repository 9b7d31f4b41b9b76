import type { StartTimer } from "#core";

/** Requests that wait for the head of their answer, by slot. */
export interface UnderWay {
  /** Counts one; what it gives back counts it out, and may be called again. */
  readonly enter: (origin: string) => () => void;
  /** Resolves when none is left there, or after `limitMs`. */
  readonly settle: (origin: string, limitMs: number) => Promise<void>;
  readonly count: () => number;
}

/** Builds the count. */
export const createUnderWay = (startTimer: StartTimer): UnderWay => {
  const byOrigin = new Map<string, number>();
  const waiting = new Map<() => void, string>();

  const leave = (origin: string): void => {
    const left = (byOrigin.get(origin) ?? 1) - 1;
    if (left > 0) {
      byOrigin.set(origin, left);
      return;
    }
    byOrigin.delete(origin);
    for (const [go, of] of [...waiting]) if (of === origin) go();
  };

  return {
    enter: (origin) => {
      byOrigin.set(origin, (byOrigin.get(origin) ?? 0) + 1);
      let isOut = false;
      return () => {
        if (!isOut) leave(origin);
        isOut = true;
      };
    },
    settle: (origin, limitMs) =>
      new Promise((resolve) => {
        if (!byOrigin.has(origin)) {
          resolve();
          return;
        }
        const go = (): void => {
          cancel();
          waiting.delete(go);
          resolve();
        };
        const cancel = startTimer(limitMs, go);
        waiting.set(go, origin);
      }),
    count: () => [...byOrigin.values()].reduce((sum, one) => sum + one, 0),
  };
};
