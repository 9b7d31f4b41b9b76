import { describe, expect, it } from "vitest";
import { createIdGenerator, createManualClock } from "#core";
import type { Entry } from "./entries.ts";
import { createOutbox, type TimedEntry } from "./outbox.ts";

const zeros = { bytes: (length: number) => new Uint8Array(length) };

const entry = (change: Partial<Entry> = {}): Entry => ({
  accountId: "a",
  kind: "event",
  name: "signin.failed",
  outcome: "refused",
  detail: null,
  address: "192.0.2.1",
  agent: null,
  ...change,
});

const build = (save: (entries: readonly TimedEntry[]) => Promise<void>) => {
  const clock = createManualClock();
  let dropped = 0;
  const faults: unknown[] = [];
  const outbox = createOutbox({
    save,
    now: clock.now,
    newId: createIdGenerator(clock, zeros),
    startTimer: clock.startTimer,
    onDropped: (count) => {
      dropped += count;
    },
    onFault: (fault) => faults.push(fault),
  });
  return { clock, outbox, faults, dropped: () => dropped };
};

describe("what waits to be written", () => {
  it("a burst of 10,000 of one kind is one entry that counts", async () => {
    const saved: TimedEntry[] = [];
    const { outbox, dropped } = build(async (entries) => void saved.push(...entries));
    for (let turn = 0; turn < 10_000; turn += 1) outbox.add(entry());
    expect(outbox.size()).toBe(1);
    await outbox.flush();
    expect(saved.map(({ times }) => times)).toEqual([10_000]);
    expect(dropped()).toBe(0);
  });

  it("a burst of 10,000 different ones does not grow memory, and what is lost is counted", async () => {
    const saved: TimedEntry[] = [];
    const batches: number[] = [];
    const { outbox, dropped } = build(async (entries) => {
      batches.push(entries.length);
      saved.push(...entries);
    });
    for (let turn = 0; turn < 10_000; turn += 1) outbox.add(entry({ agent: `agent ${turn}` }));
    expect(outbox.size()).toBe(1_500);
    // A stranger's refusals leave room for what came about.
    outbox.add(entry({ name: "session.started", outcome: "success" }));
    expect(outbox.size()).toBe(1_501);
    await outbox.flush();
    expect(saved.length + dropped()).toBe(10_001);
    expect(saved.map(({ name }) => name)).toContain("session.started");
    expect(Math.max(...batches)).toBe(200);
    expect(outbox.size()).toBe(0);
  });

  it("is written a second later, once, without anybody asking", async () => {
    const batches: number[] = [];
    const { clock, outbox } = build(async (entries) => void batches.push(entries.length));
    outbox.add(entry());
    clock.advance(500);
    outbox.add(entry({ accountId: "b" }));
    expect(batches).toEqual([]);
    clock.advance(500);
    await outbox.flush();
    expect(batches).toEqual([2]);
    clock.advance(60_000);
    expect(batches).toEqual([2]);
  });

  it("keeps what a store refused, and tries again later", async () => {
    const saved: TimedEntry[] = [];
    let isAway = true;
    const { clock, outbox, faults, dropped } = build(async (entries) => {
      if (isAway) throw new Error("away");
      saved.push(...entries);
    });
    outbox.add(entry());
    await outbox.flush();
    outbox.add(entry());
    expect([faults.length, outbox.size()]).toEqual([1, 1]);
    isAway = false;
    clock.advance(10_000);
    await outbox.flush();
    expect(saved.map(({ times }) => times)).toEqual([2]);
    expect(dropped()).toBe(0);
  });

  it("PRIV-02: what is being written still waits, and forgotten does not come back where that fails", async () => {
    const { promise: written, reject } = Promise.withResolvers<void>();
    let answer = written;
    const saved: TimedEntry[] = [];
    const { clock, outbox } = build(async (entries) => {
      await answer;
      saved.push(...entries);
    });
    for (const accountId of ["a", "b"]) outbox.add(entry({ accountId }));
    const flushed = outbox.flush();
    expect([outbox.size(), outbox.waitsFor("a"), outbox.waitsFor("c")]).toEqual([0, true, false]);
    outbox.forget("a");
    reject(new Error("away"));
    await flushed;
    expect([outbox.waitsFor("a"), outbox.waitsFor("b")]).toEqual([false, true]);
    answer = Promise.resolve();
    clock.advance(10_000);
    await outbox.flush();
    expect(saved.map(({ accountId }) => accountId)).toEqual(["b"]);
    expect(outbox.waitsFor("b")).toBe(false);
  });

  it("counts what is lost when it stops without a store", async () => {
    const { outbox, dropped } = build(() => Promise.reject(new Error("away")));
    outbox.add(entry());
    outbox.add(entry());
    await outbox.close();
    expect([outbox.size(), dropped()]).toEqual([0, 2]);
  });
});
