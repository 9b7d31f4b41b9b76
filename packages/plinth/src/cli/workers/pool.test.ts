import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createPool, type Worker } from "./pool.ts";

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Workers in memory. */
const createField = (size: number) => {
  const clock = createManualClock(0);
  const alive = new Map<
    number,
    { readonly end: (how: string) => void; readonly beat: () => void }
  >();
  const leaders: number[] = [];
  const drained: (readonly [pid: number, lameDuckMs: number])[] = [];
  let next = 0;
  let isBad = false;
  /** The fewest that listened at any time after the start. */
  let fewest = Number.POSITIVE_INFINITY;

  const fork = (): Worker => {
    next += 1;
    const pid = next;
    const bad = isBad;
    const beats: (() => void)[] = [];
    let end: (how: string) => void = () => undefined;
    const gone = new Promise<string>((resolve) => {
      end = (how) => {
        alive.delete(pid);
        fewest = Math.min(fewest, alive.size);
        resolve(how);
      };
    });
    const beatAll = (): void => {
      for (const beat of beats) beat();
    };
    if (!bad) alive.set(pid, { end, beat: beatAll });
    return {
      ...{ pid, gone, ready: bad ? new Promise(() => undefined) : Promise.resolve() },
      onBeat: (listener) => void beats.push(listener),
      lead: () => void leaders.push(pid),
      drain: (lameDuckMs) => {
        drained.push([pid, lameDuckMs]);
        end("ended with 0");
      },
      kill: () => end("ended with SIGKILL"),
    };
  };
  const pool = createPool({
    ...{ size, fork, startTimer: clock.startTimer, tell: () => undefined },
    times: { readyMs: 5_000, hangMs: 10_000, restartMs: 100, drainMs: 20_000, lameDuckMs: 5_000 },
  });
  return {
    ...{ pool, clock, alive, leaders, drained },
    fewest: () => fewest,
    makeBad: (bad: boolean) => {
      isBad = bad;
    },
  };
};

describe("workers", () => {
  it("DEP-05: one that crashes is replaced, and another takes its commands", async () => {
    const { pool, clock, alive, leaders } = createField(2);
    await pool.start();
    expect([pool.pids(), leaders]).toEqual([[1, 2], [1]]);
    alive.get(1)?.end("ended with 139");
    await settled();
    expect(leaders).toEqual([1, 2]);
    clock.advance(100);
    await settled();
    expect(pool.pids()).toEqual([2, 3]);
    await pool.stop(0);
    expect(pool.pids()).toEqual([]);
  });

  it("DEP-05: one whose event loop says nothing for ten seconds is killed and replaced; one that beats is not", async () => {
    const { pool, clock, alive } = createField(2);
    await pool.start();
    for (let second = 0; second < 12; second += 1) {
      clock.advance(1_000);
      alive.get(2)?.beat();
      await settled();
    }
    expect(pool.pids()).toEqual([2, 3]);
    await pool.stop(0);
  });

  it("DEP-05: a reload drains each only once its successor listens", async () => {
    const { pool, drained, fewest } = createField(3);
    await pool.start();
    await pool.reload();
    expect([pool.pids(), drained]).toEqual([[4, 5, 6], [1, 2, 3].map((pid) => [pid, 5_000])]);
    expect(fewest()).toBe(3);
    await pool.stop(0);
    expect(drained.slice(3)).toEqual([4, 5, 6].map((pid) => [pid, 0]));
  });

  it("DEP-05: a reload whose first new worker does not start leaves the old ones as they are", async () => {
    const { pool, clock, drained, makeBad } = createField(2);
    await pool.start();
    makeBad(true);
    const reloading = pool.reload();
    await settled();
    clock.advance(5_000);
    await reloading;
    expect([pool.pids(), drained]).toEqual([[1, 2], []]);
    await pool.stop(0);
  });

  it("DEP-05: what crashes again and again is started more and more rarely", async () => {
    const { pool, clock, alive, makeBad } = createField(1);
    await pool.start();
    makeBad(true);
    alive.get(1)?.end("ended with 1");
    await settled();
    clock.advance(100);
    await settled();
    clock.advance(5_000);
    await settled();
    makeBad(false);
    clock.advance(199);
    await settled();
    expect(pool.pids()).toEqual([]);
    clock.advance(1);
    await settled();
    expect(pool.pids()).toHaveLength(1);
    await pool.stop(0);
  });
});
