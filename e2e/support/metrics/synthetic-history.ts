import type { HistoryRepository } from "../../../packages/plinth/src/modules/metrics-history/repository.ts";
import { cellText } from "../../../packages/plinth/src/modules/metrics-history/ring/cells.ts";
import type { Series } from "../../../packages/plinth/src/modules/metrics-history/ring/recorder.ts";
import type { ShelfRow } from "../../../packages/plinth/src/modules/metrics-history/ring/slots.ts";
import {
  SHELVES,
  shelfOf,
  slotOf,
  TIERS,
} from "../../../packages/plinth/src/modules/metrics-history/ring/tiers.ts";

const DAY_MS = 86_400_000;
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ROUTES = [
  ["GET", "/api/v1/plans", 6],
  ["GET", "/api/v1/plans/:id", 9],
  ["POST", "/api/v1/plans", 1.5],
  ["GET", "/api/v1/recipes", 4],
  ["GET", "/api/v1/recipes/:id", 7],
  ["POST", "/api/v1/auth/signin", 0.8],
  ["GET", "/api/v1/auth/me", 5],
  ["GET", "/health", 0.2],
  ["PUT", "/api/v1/plans/:id/groceries", 0.6],
  ["GET", "(unmatched)", 0.3],
] as const;

/** Busy days and quiet nights, quieter at weekends; 0.15 to 1. */
const tide = (at: number): number => {
  const hour = (at / 3_600_000) % 24;
  const weekday = new Date(at).getUTCDay();
  const day = 0.55 - 0.45 * Math.cos(((hour - 3) / 12) * Math.PI);
  return day * (weekday === 0 || weekday === 6 ? 0.6 : 1);
};

/** The same noise for the same time, from 0 to 1. */
const noise = (at: number, salt: number): number => {
  const value = Math.sin(at / 7_919 + salt * 12.9898) * 43_758.5453;
  return value - Math.floor(value);
};

/** An incident of 40 minutes every three days. */
const trouble = (at: number): number => (at % (3 * DAY_MS) < 2_400_000 ? 1 : 0);

interface Told {
  readonly series: Series;
  readonly figures: (at: number, seconds: number) => readonly number[];
}

const series = (
  name: string,
  kind: Series["kind"],
  labels: Readonly<Record<string, string>>,
): Series => ({
  id: `${name}${JSON.stringify(labels)}`,
  name,
  kind,
  scope: "process",
  help: "Synthetic",
  labels,
  buckets: kind === "histogram" ? BUCKETS : [],
});

const delays = (calls: number, slowness: number): readonly number[] => {
  const middle = 3 + slowness * 4;
  const shares = Array.from({ length: 14 }, (_, cell) => Math.exp(-((cell - middle) ** 2) / 3));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return [...shares.map((share) => Math.round((calls * share) / whole)), calls * 0.02];
};

const told = (idOf: (text: string) => string): readonly Told[] => {
  const all: Told[] = [];
  const add = (one: Series, figures: Told["figures"]): void => {
    all.push({ series: { ...one, id: idOf(one.id) }, figures });
  };
  for (const [salt, [method, route, rate]] of ROUTES.entries()) {
    const calls = (at: number, seconds: number) =>
      rate * seconds * tide(at) * (0.85 + 0.3 * noise(at, salt));
    const labels = { method, route };
    add(series("http_requests_total", "counter", { ...labels, status: "200" }), (at, s) => [
      Math.round(calls(at, s)),
    ]);
    add(series("http_requests_total", "counter", { ...labels, status: "404" }), (at, s) => [
      Math.round(calls(at, s) * 0.02),
    ]);
    add(series("http_requests_total", "counter", { ...labels, status: "503" }), (at, s) => [
      Math.round(calls(at, s) * 0.12 * trouble(at)),
    ]);
    add(series("http_request_duration_seconds", "histogram", labels), (at, s) =>
      delays(calls(at, s), trouble(at) + noise(at, salt + 50) * 0.2),
    );
  }
  const gauge = (name: string, labels: Record<string, string>, value: (at: number) => number) =>
    add(series(name, "gauge", labels), (at) => [value(at)]);
  gauge("system_cpu_usage_ratio", {}, (at) => 0.08 + tide(at) * 0.4 + trouble(at) * 0.35);
  gauge("system_memory_usage_ratio", {}, (at) => 0.52 + 0.05 * noise(at, 2));
  gauge("system_disk_usage_ratio", {}, (at) => 0.4 + ((at / DAY_MS) % 20) * 0.005);
  gauge("event_loop_lag_seconds", { statistic: "p99" }, (at) => 0.002 + 0.03 * trouble(at));
  gauge("process_resident_memory_bytes", {}, (at) => 1.1e8 + 2e7 * noise(at, 3));
  gauge("http_requests_in_flight", {}, (at) => Math.round(tide(at) * 6 + trouble(at) * 30));
  gauge("database_connections", { state: "busy" }, (at) => Math.round(tide(at) * 4));
  for (const [name, rate] of [
    ["signin.failed", 0.02],
    ["inspection.blocked", 0.01],
  ] as const) {
    add(series("plinth_security_events_total", "counter", { name }), (at, s) => [
      Math.round(s * rate * (1 + trouble(at) * 20) * noise(at, 9)),
    ]);
  }
  return all;
};

/**
 * Writes a past that looks like an application with days, nights, weekends and an incident every
 * three days, as one node would have. `now` and `spanMs` in milliseconds; `idOf` shortens a text.
 */
export const loadSyntheticHistory = async (
  repository: Pick<HistoryRepository, "save">,
  options: {
    readonly node: string;
    readonly now: number;
    readonly spanMs: number;
    readonly idOf: (text: string) => string;
  },
): Promise<void> => {
  const { node, now, spanMs } = options;
  const all = told(options.idOf);
  const save = (rows: readonly ShelfRow[], known: readonly Series[] = []) =>
    repository.save({ node, now, series: known, rows, forget: false });
  await save(
    [],
    all.map((one) => one.series),
  );
  for (const tier of TIERS) {
    let rows: ShelfRow[] = [];
    const from = slotOf(tier, now - Math.min(spanMs, tier.keptMs));
    for (let slot = from; slot + tier.stepMs <= now; slot += tier.stepMs) {
      const shelves = Array.from({ length: SHELVES }, (): string[] => []);
      for (const { series: one, figures } of all) {
        const values = figures(slot, tier.stepMs / 1_000);
        if (one.kind !== "gauge" && values.every((value) => value === 0)) continue;
        shelves[shelfOf(one.name)]?.push(cellText(one.id, values, one.kind === "histogram"));
      }
      rows.push(
        ...shelves.map((cells, shelf) => ({ tier: tier.id, shelf, slot, cells: cells.join(" ") })),
      );
      if (rows.length >= 2_000) {
        await save(rows);
        rows = [];
      }
    }
    await save(rows);
  }
};
