import type { Composition } from "#app";

/** One figure of a running instance. */
export interface StatFigure {
  readonly name: string;
  /** Label values, in the order of the labels; empty where there are none. */
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The figures that scaling decides by (OBS-04); the rest is in /metrics. */
const SHOWN: ReadonlySet<string> = new Set([
  "system_cpu_usage_ratio",
  "system_memory_usage_ratio",
  "system_disk_usage_ratio",
  "system_disk_size_bytes",
  "system_disk_available_bytes",
  "system_network_received_bytes_total",
  "system_network_sent_bytes_total",
  "process_cpu_seconds_total",
  "process_resident_memory_bytes",
  "process_heap_used_bytes",
  "process_uptime_seconds",
  "event_loop_lag_seconds",
  "http_requests_in_flight",
  "database_connections",
  "jobs_queue_depth",
  "sessions_active",
  "slo_measured_ratio",
  "slo_error_budget_left_ratio",
  "slo_burn_rate",
]);

/** Brings the figures of an instance up to date and gives those that scaling decides by. */
export const readStats = async ({
  metrics,
}: Pick<Composition, "metrics">): Promise<readonly StatFigure[]> => {
  await metrics.refresh();
  return metrics
    .families()
    .filter(({ name, kind }) => SHOWN.has(name) && kind !== "histogram")
    .flatMap(({ name, labels, rows }) =>
      rows().map(({ labelValues, cells }) => ({
        name,
        labels: Object.fromEntries(labels.map((label, at) => [label, labelValues[at] ?? ""])),
        value: cells[0] ?? 0,
      })),
    );
};
