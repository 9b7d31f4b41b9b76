import type { Socket } from "node:net";
import type { StartTimer } from "#core";

/**
 * Calls `onIdle` once nothing moved over a socket for `idleMs`, and twice that at most: one timer a
 * period instead of one for each piece. Gives back what ends the watch.
 */
export const watchIdle = (
  socket: Socket | null,
  idleMs: number,
  startTimer: StartTimer,
  onIdle: () => void,
): (() => void) => {
  let before = -1;
  let cancel = (): void => undefined;
  const look = (): void => {
    const moved = (socket?.bytesWritten ?? 0) + (socket?.bytesRead ?? 0);
    if (moved === before) {
      onIdle();
      return;
    }
    before = moved;
    cancel = startTimer(idleMs, look);
  };
  look();
  return () => cancel();
};
