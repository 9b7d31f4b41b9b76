import { defineModule, type FailoverControls, type HealthReport } from "#modules/contract";
import { failoverRules } from "./alerts.ts";

/** What is known of failover here; undefined where nobody takes over. */
interface FailoverService {
  readonly failover: FailoverControls | undefined;
}

/** An instance that may write nothing answers no /ready: callers are for the one that leads. */
const reportOf = (failover: FailoverControls): HealthReport => {
  const { epoch, refusal, standbys } = failover.status();
  const ready = standbys.filter(({ isReady }) => isReady).length;
  return {
    healthy: refusal === undefined,
    required: true,
    detail: { epoch, leads: refusal === undefined, standbys: ready },
  };
};

/** Tells whether this instance leads, and who could take over (BK-07). */
export const failover = defineModule({
  name: "failover",
  setup: ({ alerts, failover: controls }): FailoverService => {
    if (controls !== undefined) for (const rule of failoverRules(controls)) alerts.declare(rule);
    return { failover: controls };
  },
  health: async (service) =>
    service.failover === undefined
      ? { healthy: true, required: false }
      : reportOf(service.failover),
});
