import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { repeat } from "./repeat.ts";

describe("work that is done again and again", () => {
  it("never overlaps, and waits its time from each end", async () => {
    const clock = createManualClock();
    const ends: (() => void)[] = [];
    let begun = 0;
    const stop = repeat(clock.startTimer, 100, () => {
      begun += 1;
      return new Promise((resolve) => ends.push(resolve));
    });
    clock.advance(1_000);
    expect(begun).toBe(1);
    ends[0]?.();
    await Promise.resolve().then(() => undefined);
    clock.advance(99);
    expect(begun).toBe(1);
    clock.advance(1);
    expect(begun).toBe(2);
    const stopped = stop();
    ends[1]?.();
    await stopped;
    clock.advance(1_000);
    expect(begun).toBe(2);
  });
});
