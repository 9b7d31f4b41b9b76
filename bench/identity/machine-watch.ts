import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { readCpuMicros } from "../harness/machine.ts";

const ticksPerSecond = 100;

/** Seconds that all cores together were busy since the machine started, stolen time among them. */
function readBusySeconds(): number {
  const line = /^cpu +(.*)$/m.exec(readFileSync("/proc/stat", "latin1"))?.[1] ?? "";
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = line
    .split(" ")
    .map(Number);
  return (user + nice + system + irq + softIrq + steal) / ticksPerSecond;
}

const readOwnSeconds = (pids: readonly number[]): number => {
  const own = process.cpuUsage();
  return (own.user + own.system + pids.reduce((sum, pid) => sum + readCpuMicros(pid), 0)) / 1e6;
};

/**
 * Watches the machine; the result says how many cores were busy meanwhile with other work than this
 * process and `pids`. Unlike the load average it forgets at once what ran before. The processes must
 * still run when it is asked.
 */
export function watchOthers(pids: readonly number[] = []): () => number {
  const [startedAt, busy, own] = [performance.now(), readBusySeconds(), readOwnSeconds(pids)];
  return () => {
    const seconds = (performance.now() - startedAt) / 1000;
    const others = readBusySeconds() - busy - (readOwnSeconds(pids) - own);
    return Math.max(0, others / seconds);
  };
}

/** Cores busy with other work during two seconds in which this process does nothing. */
export async function sampleOthers(): Promise<number> {
  const read = watchOthers();
  await delay(2_000);
  return read();
}
