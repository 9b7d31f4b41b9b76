/** One line of a panel. */
export interface PanelLine {
  readonly query: string;
  /** Grafana's way of naming lines: text with {{label}} in it. */
  readonly legend: string;
}

/** One panel of a dashboard. */
export interface Panel {
  readonly title: string;
  /** Grafana's name of the unit. */
  readonly unit: "reqps" | "s" | "percentunit" | "bytes" | "short" | "ops" | "Bps";
  readonly lines: readonly PanelLine[];
  /** One figure in place of a chart. */
  readonly isStat?: true;
  readonly max?: number;
}

/** Panels about one thing. */
export interface PanelRow {
  readonly title: string;
  readonly panels: readonly Panel[];
}

const line = (query: string, legend: string): PanelLine => ({ query, legend });

/** So much a second; Grafana says over which time. */
const rate = (series: string): string => `rate(${series}[$__rate_interval])`;

const quantile = (share: number, family: string, by = ""): string =>
  `histogram_quantile(${share}, sum by (le${by === "" ? "" : `, ${by}`}) (${rate(`${family}_bucket`)}))`;

const events = (name: string): string =>
  `sum(${rate(`plinth_security_events_total{name="${name}"}`)})`;

const objective: PanelRow = {
  title: "Objective",
  panels: [
    {
      title: "Measured in the last month",
      unit: "percentunit",
      isStat: true,
      lines: [line("max by (objective) (slo_measured_ratio)", "{{objective}}")],
    },
    {
      title: "Error budget left",
      unit: "percentunit",
      isStat: true,
      lines: [line("min by (objective) (slo_error_budget_left_ratio)", "{{objective}}")],
    },
    {
      title: "Burn rate",
      unit: "short",
      lines: [line("max by (objective, window) (slo_burn_rate)", "{{objective}} {{window}}")],
    },
    {
      title: "Probes that failed",
      unit: "ops",
      lines: [
        line(`sum by (instance) (${rate('slo_probes_total{outcome="bad"}')})`, "{{instance}}"),
      ],
    },
  ],
};

const traffic: PanelRow = {
  title: "Traffic",
  panels: [
    {
      title: "Requests",
      unit: "reqps",
      lines: [line(`sum by (method) (${rate("http_requests_total")})`, "{{method}}")],
    },
    {
      title: "Errors",
      unit: "reqps",
      lines: [
        line(`sum(${rate('http_requests_total{status=~"5.."}')}) or vector(0)`, "5xx"),
        line(`sum(${rate('http_requests_total{status=~"4.."}')}) or vector(0)`, "4xx"),
      ],
    },
    {
      title: "Latency",
      unit: "s",
      lines: [
        line(quantile(0.5, "http_request_duration_seconds"), "p50"),
        line(quantile(0.95, "http_request_duration_seconds"), "p95"),
        line(quantile(0.99, "http_request_duration_seconds"), "p99"),
      ],
    },
    {
      title: "Busiest routes",
      unit: "reqps",
      lines: [line(`topk(10, sum by (route) (${rate("http_requests_total")}))`, "{{route}}")],
    },
    {
      title: "Slowest routes, p95",
      unit: "s",
      lines: [
        line(`topk(10, ${quantile(0.95, "http_request_duration_seconds", "route")})`, "{{route}}"),
      ],
    },
    {
      title: "Anomalies",
      unit: "short",
      lines: [line("max by (class, signal) (anomaly_active)", "{{class}} {{signal}}")],
    },
  ],
};

const saturation: PanelRow = {
  title: "Machines and processes",
  panels: [
    {
      title: "CPU, memory, disk",
      unit: "percentunit",
      max: 1,
      lines: [
        line("system_cpu_usage_ratio", "CPU {{instance}}"),
        line("system_memory_usage_ratio", "memory {{instance}}"),
        line("system_disk_usage_ratio", "disk {{instance}}"),
      ],
    },
    {
      title: "Event loop lag, p99",
      unit: "s",
      lines: [line('event_loop_lag_seconds{statistic="p99"}', "{{instance}}")],
    },
    {
      title: "Memory of processes",
      unit: "bytes",
      lines: [
        line("process_resident_memory_bytes", "resident {{instance}}"),
        line("process_heap_used_bytes", "heap {{instance}}"),
      ],
    },
    {
      title: "CPU of processes, cores",
      unit: "short",
      lines: [line(rate("process_cpu_seconds_total"), "{{instance}}")],
    },
    {
      title: "Network",
      unit: "Bps",
      lines: [
        line(
          `sum by (instance) (${rate("system_network_received_bytes_total")})`,
          "in {{instance}}",
        ),
        line(`sum by (instance) (${rate("system_network_sent_bytes_total")})`, "out {{instance}}"),
      ],
    },
    {
      title: "Requests under way",
      unit: "short",
      lines: [line("http_requests_in_flight", "{{instance}}")],
    },
  ],
};

const data: PanelRow = {
  title: "Database, caches, jobs",
  panels: [
    {
      title: "Statements",
      unit: "ops",
      lines: [
        line(`sum(${rate("database_queries_total")})`, "statements"),
        line(`sum(${rate("database_slow_queries_total")})`, "slow"),
        line(`sum(${rate("database_failures_total")})`, "failed"),
      ],
    },
    {
      title: "Connections",
      unit: "short",
      lines: [line("sum by (state) (database_connections)", "{{state}}")],
    },
    {
      title: "Cache hit rate",
      unit: "percentunit",
      max: 1,
      lines: [
        line(
          `sum by (cache) (${rate("cache_hits_total")}) / (sum by (cache) (${rate("cache_hits_total")}) + sum by (cache) (${rate("cache_misses_total")}))`,
          "{{cache}}",
        ),
      ],
    },
    {
      title: "Jobs that wait",
      unit: "short",
      lines: [line("max by (state) (jobs_queue_depth)", "{{state}}")],
    },
    {
      title: "Age of the oldest job",
      unit: "s",
      lines: [line("max(jobs_oldest_age_seconds)", "oldest")],
    },
    {
      title: "Breakers: 0 closed, 1 half open, 2 open",
      unit: "short",
      lines: [line("max by (dependency) (dependency_breaker_state)", "{{dependency}}")],
    },
  ],
};

const security: PanelRow = {
  title: "Sign-in and refusals",
  panels: [
    {
      title: "Sign-ins",
      unit: "ops",
      lines: [
        line(events("session.started"), "signed in"),
        line(events("signin.failed"), "failed"),
      ],
    },
    {
      title: "Sessions",
      unit: "short",
      lines: [line("max(sessions_active)", "active")],
    },
    {
      title: "Refused",
      unit: "ops",
      lines: [
        line(`sum(${rate('http_requests_total{status="429"}')}) or vector(0)`, "over a limit"),
        line(`sum(${rate("authorization_denials_total")})`, "not allowed"),
        line(`sum(${rate("csrf_refusals_total")})`, "forged"),
        line(events("inspection.blocked"), "blocked input"),
      ],
    },
    {
      title: "Security events",
      unit: "ops",
      lines: [
        line(`topk(10, sum by (name) (${rate("plinth_security_events_total")}))`, "{{name}}"),
      ],
    },
  ],
};

const business: PanelRow = {
  title: "Business",
  panels: [
    {
      title: "Active accounts",
      unit: "short",
      lines: [line("max by (window) (accounts_active)", "{{window}}")],
    },
    {
      title: "Came back",
      unit: "percentunit",
      lines: [line("max by (after) (accounts_retained_ratio)", "after {{after}}")],
    },
    {
      title: "Monthly recurring revenue, in the smallest unit",
      unit: "short",
      isStat: true,
      lines: [line("max(billing_mrr_minor_units)", "MRR")],
    },
    {
      title: "Paying, begun and ended this month",
      unit: "short",
      lines: [
        line("max(billing_paying_accounts)", "paying"),
        line("max(billing_month_conversions)", "began"),
        line("max(billing_month_churned)", "ended"),
      ],
    },
    {
      title: "Meal plans by diet",
      unit: "ops",
      lines: [line(`sum by (diet) (${rate("meal_plans_created_total")})`, "{{diet}}")],
    },
  ],
};

const postgresql: PanelRow = {
  title: "PostgreSQL",
  panels: [
    {
      title: "Connections of the server",
      unit: "short",
      lines: [
        line("max by (state) (postgresql_connections)", "{{state}}"),
        line("max(postgresql_max_connections)", "allowed"),
      ],
    },
    {
      title: "Transactions",
      unit: "ops",
      lines: [line(`max by (outcome) (${rate("postgresql_transactions_total")})`, "{{outcome}}")],
    },
    {
      title: "Locks",
      unit: "short",
      lines: [line("max by (state) (postgresql_locks)", "{{state}}")],
    },
    {
      title: "Replication lag",
      unit: "s",
      lines: [line("max(postgresql_replication_lag_seconds)", "slowest standby")],
    },
  ],
};

const redis: PanelRow = {
  title: "Redis",
  panels: [
    {
      title: "Hits and misses",
      unit: "ops",
      lines: [
        line(`max(${rate("redis_keyspace_hits_total")})`, "hits"),
        line(`max(${rate("redis_keyspace_misses_total")})`, "misses"),
      ],
    },
    {
      title: "Memory",
      unit: "bytes",
      lines: [line("max(redis_used_memory_bytes)", "used")],
    },
    {
      title: "Clients",
      unit: "short",
      lines: [line("max(redis_connected_clients)", "connected")],
    },
  ],
};

/** The dashboard, row by row. */
export const PANEL_ROWS: readonly PanelRow[] = [
  objective,
  traffic,
  saturation,
  data,
  security,
  business,
  postgresql,
  redis,
];
