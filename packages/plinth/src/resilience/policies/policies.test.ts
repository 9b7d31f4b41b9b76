import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createCall } from "../call.ts";
import { createBreaker } from "./breaker.ts";
import { createBulkhead } from "./bulkhead.ts";
import { withFallback } from "./fallback.ts";
import { createHedge } from "./hedge.ts";
import { combine } from "./policy.ts";
import { createRetry } from "./retry.ts";
import { createTimeLimit } from "./time-limit.ts";
import { createTimerQueue } from "./timer-queue.ts";

const never = (): Promise<never> => new Promise(() => undefined);

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "no fault",
    (fault) => fault.code ?? fault.message,
  );

describe("time limit", () => {
  it("RES-04: ends the wait for work that hangs, and tells the work", async () => {
    const clock = createManualClock(0);
    const limit = createTimeLimit({
      name: "Stub",
      limitMs: 100,
      clock,
      startTimer: clock.startTimer,
    });
    let signal: AbortSignal | undefined;
    const code = codeOf(
      limit.run((call) => {
        ({ signal } = call);
        return never();
      }, createCall(clock)),
    );
    clock.advance(99);
    expect(signal?.aborted).toBe(false);
    clock.advance(1);
    expect(await code).toBe("DEPENDENCY_TIMEOUT");
    expect(signal?.aborted).toBe(true);
  });

  it("RES-04: the deadline of the whole call ends it earlier", async () => {
    const clock = createManualClock(0);
    const limit = createTimeLimit({
      name: "Stub",
      limitMs: 100,
      clock,
      startTimer: clock.startTimer,
    });
    const code = codeOf(limit.run(never, createCall(clock, { withinMs: 30 })));
    clock.advance(30);
    expect(await code).toBe("DEPENDENCY_TIMEOUT");
  });

  it("a call that is ended from outside rejects with that reason, whatever the work does", async () => {
    const clock = createManualClock(0);
    const limit = createTimeLimit({
      name: "Stub",
      limitMs: 100,
      clock,
      startTimer: clock.startTimer,
    });
    const outside = new AbortController();
    const code = codeOf(limit.run(never, createCall(clock, { signal: outside.signal })));
    outside.abort(new Error("gone"));
    expect(await code).toBe("gone");
    const late = createCall(clock, { signal: AbortSignal.abort(new Error("before")) });
    expect(await codeOf(limit.run(never, late))).toBe("before");
  });
});

describe("timer queue", () => {
  it("rings each timer at its time, in order, never early, and none that was ended", () => {
    const clock = createManualClock(0);
    const startTimer = createTimerQueue(clock, clock.startTimer);
    const rung: string[] = [];
    const ring = (name: string) => () => rung.push(`${name}@${clock.now()}`);
    const end = startTimer(100, ring("a"));
    clock.advance(10);
    startTimer(100, ring("b"));
    startTimer(50, ring("c"));
    startTimer(100, ring("d"));
    end();
    end();
    for (let at = 0; at < 300; at += 1) clock.advance(1);
    startTimer(100, ring("e"));
    for (let at = 0; at < 100; at += 1) clock.advance(1);
    expect(rung).toEqual(["c@60", "b@110", "d@110", "e@410"]);
  });

  it("asks the machine for one timer for a thousand that are ended in time", () => {
    const clock = createManualClock(0);
    let asked = 0;
    const startTimer = createTimerQueue(clock, (milliseconds, call) => {
      asked += 1;
      return clock.startTimer(milliseconds, call);
    });
    for (let index = 0; index < 1_000; index += 1) startTimer(100, () => undefined)();
    expect(asked).toBe(1);
  });
});

describe("bulkhead", () => {
  it("RES-04: lets so many through, so many wait in order, and refuses the rest at once", async () => {
    const clock = createManualClock(0);
    const bulkhead = createBulkhead({
      name: "Stub",
      concurrent: 2,
      waiting: 1,
      waitMs: 500,
      startTimer: clock.startTimer,
    });
    const first = Promise.withResolvers<string>();
    const call = createCall(clock);
    const one = bulkhead.run(() => first.promise, call);
    void bulkhead.run(never, call);
    const three = bulkhead.run(async () => "three", call);
    expect(await codeOf(bulkhead.run(never, call))).toBe("DEPENDENCY_OVERLOADED");
    expect(bulkhead.figures()).toEqual({ running: 2, waiting: 1 });
    first.resolve("one");
    expect([await one, await three]).toEqual(["one", "three"]);
    expect(bulkhead.figures()).toEqual({ running: 1, waiting: 0 });
  });

  it("whoever waits too long, or is called off, leaves the queue", async () => {
    const clock = createManualClock(0);
    const bulkhead = createBulkhead({
      name: "Stub",
      concurrent: 1,
      waiting: 2,
      waitMs: 500,
      startTimer: clock.startTimer,
    });
    void bulkhead.run(never, createCall(clock));
    const outside = new AbortController();
    const calledOff = codeOf(bulkhead.run(never, createCall(clock, { signal: outside.signal })));
    const late = codeOf(bulkhead.run(never, createCall(clock)));
    outside.abort(new Error("called off"));
    clock.advance(500);
    expect([await calledOff, await late]).toEqual(["called off", "DEPENDENCY_OVERLOADED"]);
    expect(bulkhead.figures()).toEqual({ running: 1, waiting: 0 });
  });
});

describe("breaker by sampling", () => {
  it("RES-01: opens at the share of failures, with enough calls only, and forgets old ones", async () => {
    const clock = createManualClock(0);
    const breaker = createBreaker({
      name: "Stub",
      opensAfter: { ratio: 0.5, overMs: 1_000, minimumCalls: 4 },
      openMs: 100,
      closesAfter: 1,
      clock,
    });
    const good = () => breaker.run(async () => "good", createCall(clock));
    const bad = () =>
      codeOf(breaker.run(() => Promise.reject(new Error("bad")), createCall(clock)));
    await bad();
    await bad();
    await bad();
    clock.advance(2_000);
    await good();
    await good();
    await bad();
    expect(breaker.state().status).toBe("closed");
    await bad();
    expect(breaker.state()).toMatchObject({ status: "open", reopensInMs: 100 });
    expect(await bad()).toBe("DEPENDENCY_UNAVAILABLE");
    clock.advance(100);
    await good();
    expect(breaker.state().status).toBe("closed");
  });

  it("RES-01: faults that do not speak against the other side, and calls that were called off, count for nothing", async () => {
    const clock = createManualClock(0);
    const breaker = createBreaker({
      name: "Stub",
      opensAfter: { failures: 1 },
      isFailure: (fault) => (fault as Error).message !== "no such customer",
      clock,
    });
    const run = (message: string, signal?: AbortSignal) =>
      codeOf(
        breaker.run(
          () => Promise.reject(new Error(message)),
          createCall(clock, signal === undefined ? {} : { signal }),
        ),
      );
    await run("no such customer");
    await run("called off", AbortSignal.abort());
    expect(breaker.state().status).toBe("closed");
    await run("broken");
    expect(breaker.state().status).toBe("open");
    breaker.reset();
    expect(breaker.state().status).toBe("closed");
  });
});

describe("policies together", () => {
  it("RES-02: a retry ends with the secondary provider, and says so once", async () => {
    const clock = createManualClock(0);
    const heard: string[] = [];
    const retry = createRetry({
      attempts: 2,
      jitter: () => 0,
      clock,
      startTimer: (_milliseconds, call) => clock.startTimer(0, call),
    });
    const policy = withFallback(retry, {
      instead: async () => "secondary",
      onFallback: (fault) => heard.push((fault as Error).message),
    });
    let asked = 0;
    const result = policy.run(
      async () => {
        asked += 1;
        throw new Error("primary");
      },
      createCall(clock, { isIdempotent: true }),
    );
    await settle();
    clock.advance(0);
    expect(await result).toBe("secondary");
    expect([asked, heard]).toEqual([2, ["primary"]]);
  });

  it("a refusal by the breaker is not repeated; work that throws at once is a rejection", async () => {
    const clock = createManualClock(0);
    const breaker = createBreaker({ name: "Stub", opensAfter: { failures: 1 }, clock });
    const retry = createRetry({
      attempts: 5,
      jitter: () => 0,
      clock,
      startTimer: clock.startTimer,
    });
    const policy = combine(retry, breaker);
    const call = createCall(clock, { isIdempotent: true });
    let asked = 0;
    const result = codeOf(
      policy.run(() => {
        asked += 1;
        throw new Error("at once");
      }, call),
    );
    await settle();
    clock.advance(100);
    expect(await result).toBe("DEPENDENCY_UNAVAILABLE");
    expect(asked).toBe(1);
  });

  it("a hedge asks once more beside a late answer, and ends the slower one", async () => {
    const clock = createManualClock(0);
    const hedge = createHedge({ afterMs: 50, startTimer: clock.startTimer });
    const signals: AbortSignal[] = [];
    const run = (isIdempotent: boolean) =>
      hedge.run(
        (call) => {
          signals.push(call.signal);
          return signals.length === 1 ? never() : Promise.resolve("second");
        },
        createCall(clock, { isIdempotent }),
      );
    const result = run(true);
    clock.advance(50);
    expect(await result).toBe("second");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    signals.length = 0;
    void run(false);
    clock.advance(500);
    expect(signals).toHaveLength(1);
  });
});
