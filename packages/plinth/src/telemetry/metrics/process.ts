import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "#core";
import type { CounterChild, Metrics } from "./types.ts";

const NANOSECONDS = 1e9;
const MICROSECONDS = 1e6;
const SAMPLE_MILLISECONDS = 20;

const raise = (counter: CounterChild, total: number): void => counter.inc(total - counter.value());

/**
 * Adds the metrics of the process: CPU, memory, event loop lag since the last scrape, start and
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
    help: "Delay of the event loop since the last scrape, in seconds.",
    labels: ["statistic"],
  });
  const mean = lag.child({ statistic: "mean" });
  const p99 = lag.child({ statistic: "p99" });
  const longest = lag.child({ statistic: "max" });
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

  const remove = metrics.onCollect(() => {
    const used = process.cpuUsage();
    raise(cpu, (used.user + used.system) / MICROSECONDS);
    raise(user, used.user / MICROSECONDS);
    raise(system, used.system / MICROSECONDS);
    const memory = process.memoryUsage();
    resident.set(memory.rss);
    heap.set(memory.heapUsed);
    uptime.set((clock.now() - startedAt) / 1_000);
    mean.set(beyond(delay.count === 0 ? 0 : delay.mean));
    p99.set(beyond(delay.percentile(99)));
    longest.set(beyond(delay.count === 0 ? 0 : delay.max));
    delay.reset();
  });
  return () => {
    remove();
    delay.disable();
  };
};
