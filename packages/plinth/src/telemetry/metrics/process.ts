import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "#core";
import type { Metrics } from "./types.ts";

const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;
const SAMPLE_MILLISECONDS = 20;
/** What is published covers between one and two of these, however many programs scrape. */
const WINDOW_MS = 10_000;

/** Delays of the event loop within a window, in seconds. */
interface Lag {
  readonly mean: number;
  readonly p99: number;
  readonly max: number;
}

const NO_LAG: Lag = { mean: 0, p99: 0, max: 0 };

const larger = (a: Lag, b: Lag): Lag => ({
  mean: Math.max(a.mean, b.mean),
  p99: Math.max(a.p99, b.p99),
  max: Math.max(a.max, b.max),
});

/**
 * Adds the metrics of the process: CPU, memory, event loop lag, start and
 * uptime (OBS-04). The result stops the measuring.
 */
export const registerProcessMetrics = (
  metrics: Metrics,
  options: { readonly clock: Clock },
): (() => void) => {
  const { clock } = options;
  const startedAt = clock.now();
  const gauge = (name: string, help: string) => metrics.gauge({ name, help }).child();
  const seconds = (name: string, help: string) => metrics.counter({ name, help }).child();
  const cpu = seconds("process_cpu_seconds_total", "CPU time used, in seconds.");
  const user = seconds("process_cpu_user_seconds_total", "CPU time in user code, in seconds.");
  const system = seconds("process_cpu_system_seconds_total", "CPU time in the system, in seconds.");
  const resident = gauge("process_resident_memory_bytes", "Memory held in RAM, in bytes.");
  const heap = gauge("process_heap_used_bytes", "JavaScript heap in use, in bytes.");
  const uptime = gauge("process_uptime_seconds", "Seconds since the start.");
  const lag = metrics.gauge({
    name: "event_loop_lag_seconds",
    help: "Delay of the event loop over the last 10 to 20 seconds, in seconds.",
    labels: ["statistic"],
  });
  const publish = {
    mean: lag.child({ statistic: "mean" }),
    p99: lag.child({ statistic: "p99" }),
    max: lag.child({ statistic: "max" }),
  };
  gauge("process_start_time_seconds", "Start in seconds since the Unix epoch.").set(
    startedAt / 1_000,
  );

  const delay = monitorEventLoopDelay({ resolution: SAMPLE_MILLISECONDS });
  delay.enable();
  // Node records the whole interval between samples; what is beyond the interval is the lag.
  const beyond = (nanoseconds: number): number =>
    Number.isFinite(nanoseconds)
      ? Math.max(0, nanoseconds / NANOSECONDS - SAMPLE_MILLISECONDS / 1_000)
      : 0;

  const readLag = (): Lag => {
    if (delay.count === 0) return NO_LAG;
    const { mean, max } = delay;
    return { mean: beyond(mean), p99: beyond(delay.percentile(99)), max: beyond(max) };
  };
  let before = NO_LAG;
  let windowFrom = startedAt;

  const remove = metrics.onCollect(() => {
    const used = process.cpuUsage();
    cpu.mirror((used.user + used.system) / MICROSECONDS);
    user.mirror(used.user / MICROSECONDS);
    system.mirror(used.system / MICROSECONDS);
    const memory = process.memoryUsage();
    resident.set(memory.rss);
    heap.set(memory.heapUsed);
    uptime.set((clock.now() - startedAt) / 1_000);
    const now = readLag();
    const shown = larger(before, now);
    publish.mean.set(shown.mean);
    publish.p99.set(shown.p99);
    publish.max.set(shown.max);
    const age = clock.now() - windowFrom;
    // A clock that was set back begins a window too.
    if (age >= 0 && age < WINDOW_MS) return;
    before = age >= 2 * WINDOW_MS ? NO_LAG : now;
    windowFrom = clock.now();
    delay.reset();
  });
  return () => {
    remove();
    delay.disable();
  };
};
