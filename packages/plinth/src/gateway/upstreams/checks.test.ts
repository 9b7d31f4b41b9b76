import { beforeEach, describe, expect, it } from "vitest";
import { createManualClock, type ManualClock } from "#core";
import { createChecks } from "./checks.ts";

const check = {
  path: "/healthz",
  intervalMs: 5_000,
  timeoutMs: 2_000,
  unhealthyAfter: 3,
  healthyAfter: 2,
};

describe("checks of an upstream", () => {
  let clock: ManualClock;
  /** What becomes of a question; undefined leaves it open. */
  let answer: boolean | undefined;
  let asked: number;
  let changes: string[];

  beforeEach(() => {
    clock = createManualClock();
    answer = true;
    asked = 0;
    changes = [];
  });

  const begin = (byte: number) =>
    createChecks({
      check,
      startTimer: clock.startTimer,
      random: { bytes: () => new Uint8Array([byte]) },
      ask: (_origin, _path, signal) => {
        asked += 1;
        if (answer !== undefined) return Promise.resolve(answer);
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(new Error("too late")));
        });
      },
      onChange: (origin, isHealthy) => changes.push(`${origin} ${isHealthy}`),
    });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const round = async (): Promise<void> => {
    clock.advance(6_000);
    await settle();
  };

  it("GW-02: three bad results in a row leave it out, two good ones take it back", async () => {
    begin(128).watch(["a"]);
    await settle();
    answer = false;
    await round();
    await round();
    answer = true;
    await round();
    answer = false;
    await round();
    await round();
    expect(changes).toEqual([]);
    await round();
    expect(changes).toEqual(["a false"]);
    answer = true;
    await round();
    expect(changes).toEqual(["a false"]);
    await round();
    expect(changes).toEqual(["a false", "a true"]);
  });

  it("GW-02: no answer in time is a bad one, and the next check waits for it", async () => {
    answer = undefined;
    begin(128).watch(["a"]);
    for (let at = 0; at < 3; at += 1) {
      clock.advance(2_000);
      await settle();
      await round();
    }
    expect(changes).toEqual(["a false"]);
    expect(asked).toBe(4);
  });

  it.each([
    [0, 4_499, 4_500],
    [255, 5_499, 5_500],
  ])("GW-02: intervals differ by chance (%i)", async (byte, early, due) => {
    begin(byte).watch(["a"]);
    await settle();
    clock.advance(early);
    expect(asked).toBe(1);
    clock.advance(due - early);
    expect(asked).toBe(2);
  });

  it("one that is watched no more is not asked, and its last answer changes nothing", async () => {
    const checks = begin(128);
    answer = false;
    checks.watch(["a"]);
    await settle();
    checks.watch([]);
    for (let at = 0; at < 5; at += 1) await round();
    expect([asked, changes]).toEqual([1, []]);
  });
});
