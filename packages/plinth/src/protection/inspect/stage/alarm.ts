import type { Clock, Events } from "#core";

/** So many blocked requests within the window are an attack going on, not somebody's odd name. */
export const ALARM_BLOCKS = 20;
/** Length of the window in seconds. */
export const ALARM_SECONDS = 60;

/** Announces a rate of blocked requests, once a window (VAL-16). */
export const createAlarm = (clock: Clock, events: Events): (() => void) => {
  let windowStart = Number.NEGATIVE_INFINITY;
  let blocks = 0;
  return () => {
    const now = clock.now();
    if (now - windowStart >= ALARM_SECONDS * 1_000) {
      windowStart = now;
      blocks = 0;
    }
    blocks += 1;
    if (blocks !== ALARM_BLOCKS) return;
    events.emit("security", {
      name: "inspection.alert",
      severity: "alert",
      data: { blocks, windowSeconds: ALARM_SECONDS },
    });
  };
};
