import type { Platform } from "#modules/contract";
import { BURN_WINDOWS } from "./figures/windows.ts";
import { OBJECTIVES } from "./rules.ts";
import type { Slo, SloReading } from "./service.ts";

/** What the module counts itself. */
export interface SloMetrics {
  readonly onProbe: (isGood: boolean) => void;
  /** Ends the reading of figures before scrapes. */
  readonly stop: () => void;
}

/** Adds the series of the objectives (OBS-14): all nodes tell the same but for the probes. */
export const registerSloMetrics = (metrics: Platform["metrics"], slo: Slo): SloMetrics => {
  const probes = metrics.counter({
    name: "slo_probes_total",
    help: "Questions that this process asked its own listener, by what came of them.",
    labels: ["outcome"],
  });
  const good = probes.child({ outcome: "good" });
  const bad = probes.child({ outcome: "bad" });
  const gauge = (name: string, help: string, labels: readonly string[]) =>
    metrics.gauge({ name, help, labels, scope: "shared" });
  const target = gauge("slo_target_ratio", "Share that has to be good.", ["objective"]);
  const measured = gauge("slo_measured_ratio", "Share of the last month that was good.", [
    "objective",
  ]);
  const left = gauge(
    "slo_error_budget_left_ratio",
    "Share of the month's error budget that is left; below zero once more than all is spent.",
    ["objective"],
  );
  const burn = gauge("slo_burn_rate", "How many times too fast the error budget goes.", [
    "objective",
    "window",
  ]);
  const amount = gauge("slo_bad_amount", "What was bad within a window: seconds, or requests.", [
    "objective",
    "window",
  ]);
  for (const { id } of OBJECTIVES) target.child({ objective: id }).set(slo.target);

  const show = ({ figures }: SloReading): void => {
    for (const { id: objective, unit } of OBJECTIVES) {
      const found = figures[objective];
      measured.child({ objective }).set(found.measured ?? Number.NaN);
      left.child({ objective }).set(found.left);
      for (const { name: window } of BURN_WINDOWS) {
        burn.child({ objective, window }).set(found.burn[window]);
        const scale = unit === "seconds" ? 1_000 : 1;
        amount.child({ objective, window }).set(found.badIn[window] / scale);
      }
    }
  };
  return {
    onProbe: (isGood) => (isGood ? good : bad).inc(),
    stop: metrics.onRefresh(async () => show(await slo.read())),
  };
};
