import { statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { createSystemLoad, type SystemSource } from "./system-load.ts";

const machine = () => {
  const now = { busy: 1_000, total: 10_000 };
  let tick: () => void = () => undefined;
  let running = false;
  const source: SystemSource = {
    cpuTimes: () => ({ ...now }),
    memory: () => ({ total: 8_000, available: 2_000 }),
    disk: async () => ({ total: 1_000, free: 400, available: 350 }),
    every: (milliseconds, task) => {
      expect(milliseconds).toBe(5_000);
      tick = task;
      running = true;
      return () => {
        running = false;
      };
    },
  };
  const work = (busy: number, idle: number) => {
    now.busy += busy;
    now.total += busy + idle;
  };
  return { source, work, tick: () => tick(), isRunning: () => running };
};

test("HLT-06: CPU is the busy share since a sample of five to ten seconds ago", async () => {
  const { source, work, tick } = machine();
  const load = createSystemLoad({ directory: "/", source });
  work(100, 300);
  expect((await load.read()).cpu_percent).toBe(25);
  tick();
  tick();
  work(900, 100);
  expect((await load.read()).cpu_percent).toBe(90);
  // An idle hour in between leaves nothing of the burst.
  tick();
  tick();
  work(0, 5_000);
  tick();
  work(0, 100);
  expect((await load.read()).cpu_percent).toBe(0);
});

test("HLT-06: before anything was counted CPU is the machine's own average", async () => {
  const { source } = machine();
  expect((await createSystemLoad({ directory: "/", source }).read()).cpu_percent).toBe(10);
});

test("HLT-06: memory is what is not available, disk is what df prints", async () => {
  const { source } = machine();
  const { memory_percent, disk_percent } = await createSystemLoad({
    directory: "/",
    source,
  }).read();
  expect(memory_percent).toBe(75);
  expect(disk_percent).toBe(63.2);
});

test("HLT-06: a directory that cannot be read is null, not a guess", async () => {
  const load = createSystemLoad({ directory: "/nowhere/at/all" });
  expect((await load.read()).disk_percent).toBeNull();
  load.close();
});

test("OBS-04: the real figures equal the operating system's", async () => {
  const load = createSystemLoad({ directory: tmpdir() });
  const { cpu_percent, memory_percent, disk_percent } = await load.read();
  const { blocks, bfree, bavail } = await statfs(tmpdir());
  expect(disk_percent).toBeCloseTo((100 * (blocks - bfree)) / (blocks - bfree + bavail), 0);
  expect(cpu_percent).toBeGreaterThan(0);
  expect(memory_percent).toBeGreaterThan(0);
  expect(memory_percent).toBeLessThan(100);
  load.close();
});

test("OBS-04: the watch ends with the module", () => {
  const { source, isRunning } = machine();
  const load = createSystemLoad({ directory: "/", source });
  expect(isRunning()).toBe(true);
  load.close();
  expect(isRunning()).toBe(false);
});
