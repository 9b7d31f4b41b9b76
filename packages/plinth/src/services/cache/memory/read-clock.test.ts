import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createReadClock } from "./read-clock.ts";

const set = () => {
  const clock = createManualClock(0);
  const timers: (() => void)[] = [];
  const startTimer = (_milliseconds: number, call: () => void) => {
    timers.push(call);
    return () => undefined;
  };
  return { clock, timers, reads: createReadClock({ clock, startTimer }) };
};

describe("the clock of reads", () => {
  it("CACHE-06: asks once a millisecond, by one timer at a time", () => {
    const { clock, timers, reads } = set();
    expect(reads.now()).toBe(0);
    clock.advance(5);
    expect(reads.now()).toBe(0);
    expect(timers).toHaveLength(1);
    timers[0]?.();
    expect(reads.now()).toBe(5);
    expect(timers).toHaveLength(2);
  });

  it("CACHE-02: goes on within one long turn, where no timer can fire", () => {
    const { clock, timers, reads } = set();
    for (let read = 0; read < 1_000; read += 1) {
      clock.advance(1);
      // At most 64 reads, here 64 milliseconds, behind.
      expect(clock.now() - reads.now()).toBeLessThan(64);
    }
    expect(timers).toHaveLength(1);
  });
});
