import type { FailoverControls } from "#modules/contract";
import type { AlertRule } from "#services/alerts";

const EVERY_MS = 15_000;
const MINUTE_MS = 60_000;
/** A standby that is further behind would lose more than backups promise. */
const LAG_MS = 10_000;

/** When failover is to be looked after. */
export const failoverRules = (failover: FailoverControls): readonly AlertRule[] => [
  {
    id: "failover-fenced",
    about: "This instance may change nothing: another one leads, or the witness is out of reach",
    severity: "critical",
    everyMs: EVERY_MS,
    advice: "Run plinth failover status, and read docs/guide/failover.md.",
    evaluate: async () => {
      const { refusal } = failover.status();
      return { firing: refusal !== undefined, value: 1, detail: refusal ?? "it may write" };
    },
    prometheus: { expr: "failover_may_write == 0", for: "1m" },
  },
  {
    id: "failover-no-standby",
    about: "No standby could take over now",
    severity: "critical",
    everyMs: EVERY_MS,
    forMs: MINUTE_MS,
    advice: "Start plinth standby, or make a server follow the primary again.",
    evaluate: async () => {
      const ready = failover.status().standbys.filter(({ isReady }) => isReady);
      return {
        firing: ready.length === 0,
        value: ready.length,
        detail: `${ready.length} standbys could take over`,
      };
    },
    prometheus: { expr: "failover_standbys == 0", for: "1m" },
  },
  {
    id: "failover-standby-behind",
    about: "The standby is too far behind",
    severity: "warning",
    everyMs: EVERY_MS,
    forMs: MINUTE_MS,
    advice: "See whether the way between the servers is slow, and what the standby is busy with.",
    evaluate: async () => {
      const lags = failover
        .status()
        .standbys.filter(({ isReady }) => isReady)
        .map(({ lagMs }) => lagMs);
      if (lags.length === 0) return undefined;
      const lagMs = Math.min(...lags);
      return {
        firing: lagMs > LAG_MS,
        value: lagMs / 1_000,
        detail: `the best standby is ${Math.round(lagMs / 1_000)} s behind`,
      };
    },
    prometheus: { expr: `failover_standby_lag_seconds > ${LAG_MS / 1_000}`, for: "1m" },
  },
];
