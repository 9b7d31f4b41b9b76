import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import { readMetrics } from "../../support/signals/metrics-text.ts";

/** Rules that no application is without (OBS-08). */
const RULES = ["error-rate", "latency-p95", "cpu-full", "memory-full", "disk-full"] as const;

/** OBS-08 */
export const rulesLookedAt: Probe = {
  id: "alert-rules-looked-at",
  claim: "Rules that tell of errors, slowness and full machines are there and are looked at",
  requirements: ["OBS-08"],
  standard: "OWASP ASVS 5 V16.3; OWASP A09:2021",
  owasp: "A09",
  severity: "high",
  depth: "look",
  remedy: "Add the module alerts (it is among operationsModules), and let it start.",
  sabotage: "never-look",
  run: async (target) => {
    if (findOperation(target, "GET /api/v1/admin/alerts/rules") === undefined) {
      return undocumented(target, "the target documents no alert rules");
    }
    const answer = await target.ask("/metrics", { headers: { Accept: "text/plain" } });
    if ([401, 403, 404].includes(answer.status)) {
      return notApplicable(`/metrics answers ${answer.status} here`);
    }
    const { series } = readMetrics(answer.text);
    const faults: Fault[] = [];
    const turns = series.get("alert_turns_total") ?? 0;
    if (!(turns >= 1)) faults.push({ what: "nobody looked since the start", answer });
    for (const rule of RULES) {
      const isThere = series.has(`alerts_total{rule="${rule}"}`);
      if (!isThere) faults.push({ what: `no rule ${rule}`, answer });
    }
    return judge({
      faults,
      checked: RULES.length + 1,
      of: "signs of rules",
      wanted: "each rule, and looks at them",
    });
  },
};
