import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { readMetrics } from "../../support/signals/metrics-text.ts";

const MISSING = "deploy_gates_missing";

/** DEP-02, DEP-04 */
export const deploysGated: Probe = {
  id: "deploys-gated",
  claim: "What serves passed every check of its deploy, and the release before can serve again",
  requirements: ["DEP-02", "DEP-04", "P-060"],
  standard: "NIST SP 800-218 (SSDF) PW.8, RV.3; OWASP ASVS 5 V15.1",
  owasp: "A08",
  severity: "medium",
  depth: "look",
  remedy:
    "Deploy with plinth deploy <environment> true true true, without --without; see plinth deploy status.",
  sabotage: "ungated-deploys",
  run: async (target) => {
    const answer = await target.ask("/metrics", { headers: { Accept: "text/plain" } });
    if ([401, 403, 404].includes(answer.status)) {
      return notApplicable(`/metrics answers ${answer.status} here`);
    }
    const { series } = readMetrics(answer.text);
    const missing = series.get(MISSING) ?? -1;
    if (missing < 0) return notApplicable("nothing was deployed by plinth front here");
    const faults: Fault[] = [];
    if (missing > 0) {
      faults.push({ what: `${missing} checks of the last deploy did not pass`, answer });
    }
    if (series.get("deploy_way_back") === 0) {
      faults.push({ what: "no release is there to go back to", answer });
    }
    return judge({
      faults,
      checked: 2,
      of: "signs of the last deploy",
      wanted: "gates and a way back",
    });
  },
};
