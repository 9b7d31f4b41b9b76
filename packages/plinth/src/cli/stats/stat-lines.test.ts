import { expect, test } from "vitest";
import { createMetrics } from "#telemetry";
import { readStats } from "./read-stats.ts";
import { statLines } from "./stat-lines.ts";

test("OBS-04, OBS-14: plinth stats prints what scaling decides by, brought up to date, with units", async () => {
  const metrics = createMetrics();
  const cpu = metrics.gauge({ name: "system_cpu_usage_ratio", help: "C." }).child();
  const lag = metrics.gauge({ name: "event_loop_lag_seconds", help: "L.", labels: ["statistic"] });
  metrics.gauge({ name: "process_resident_memory_bytes", help: "M." }).child().set(157_286_400);
  metrics.gauge({ name: "not_shown", help: "N." });
  const measured = metrics.gauge({ name: "slo_measured_ratio", help: "S.", labels: ["objective"] });
  measured.child({ objective: "availability" }).set(0.999996);
  lag.child({ statistic: "p99" }).set(0.0125);
  metrics.onRefresh(async () => cpu.set(0.4251));
  expect(statLines(await readStats({ metrics }))).toEqual([
    "system_cpu_usage_ratio             42.5 %",
    "event_loop_lag_seconds (p99)       12.5 ms",
    "process_resident_memory_bytes      150 MiB",
    "slo_measured_ratio (availability)  99.999 %",
  ]);
});
