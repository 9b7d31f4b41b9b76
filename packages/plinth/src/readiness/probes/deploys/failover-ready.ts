import { setTimeout } from "node:timers/promises";
import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { readMetrics } from "../../support/signals/metrics-text.ts";
import type { Target } from "../../target.ts";

/** A standby that is further behind would lose more than backups promise. */
const LAG_SECONDS = 10;

/** A standby that has just begun first fetches what there is. */
const LOOKS = 12;
const PAUSE_MS = 500;

/** Looks until somebody stands by, so many times. */
const lookOften = async (target: Target) => {
  for (let looks = 1; ; looks += 1) {
    const answer = await target.ask("/metrics", { headers: { Accept: "text/plain" } });
    const { series } = readMetrics(answer.text);
    if (series.get("failover_standbys") !== 0 || looks >= LOOKS) return { answer, series };
    await setTimeout(PAUSE_MS);
  }
};

/** BK-07 */
export const failoverReady: Probe = {
  id: "failover-ready",
  claim:
    "The instance leads by a claim that holds, and a standby that is up to date could take over",
  requirements: ["BK-07", "P-060"],
  standard: "NIST SP 800-34 Rev. 1, contingency planning, alternate sites",
  owasp: "none",
  severity: "high",
  depth: "look",
  remedy: "Run plinth failover health on every machine, and start plinth standby where none is.",
  sabotage: "standby-less",
  run: async (target) => {
    const { answer, series } = await lookOften(target);
    if ([401, 403, 404].includes(answer.status)) {
      return notApplicable(`/metrics answers ${answer.status} here`);
    }
    const epoch = series.get("failover_epoch");
    if (epoch === undefined) return notApplicable("nobody is to take over from this instance");
    const faults: Fault[] = [];
    if (epoch < 1) faults.push({ what: "no claim to lead was ever heard of", answer });
    if (series.get("failover_may_write") !== 1) {
      faults.push({ what: "the instance holds no claim to lead, and changes nothing", answer });
    }
    const standbys = series.get("failover_standbys") ?? 0;
    if (standbys < 1) faults.push({ what: "no standby could take over", answer });
    const lag = series.get("failover_standby_lag_seconds") ?? -1;
    if (standbys > 0 && (lag < 0 || lag > LAG_SECONDS)) {
      faults.push({ what: `the best standby is ${Math.round(lag)} s behind`, answer });
    }
    return judge({ faults, checked: 4, of: "signs of failover", wanted: "a leader and a standby" });
  },
};
