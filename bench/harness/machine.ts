import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** What a result must say about where it was measured. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
}

/** Describes this machine; nothing that names a person, a host or a path. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()}`,
    node: process.version,
  };
}

/** Load average of the last minute. */
export function readLoad(): number {
  return loadavg()[0] ?? 0;
}

/** True where `taskset` exists and there are two cores to part server and client. */
export function canPin(): boolean {
  if (availableParallelism() < 2) return false;
  try {
    execFileSync("taskset", ["-p", String(process.pid)], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Pins all threads of this process to one core. */
export function pinSelf(core: number): void {
  execFileSync("taskset", ["-acp", String(core), String(process.pid)], { stdio: "ignore" });
}

const ticksPerSecond = 100;

/**
 * CPU time a process has used so far in user and kernel mode, all its threads, in microseconds.
 * From /proc, so that a contestant has no part in measuring itself; granularity 10 ms.
 */
export function readCpuMicros(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The command name may hold spaces: fields are counted after its closing bracket.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / ticksPerSecond;
}

/** Resident memory of a process in MB (2^20 bytes). */
export function readRssMb(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"));
  return match ? Number(match[1]) / 1024 : Number.NaN;
}
