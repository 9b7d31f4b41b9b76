import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";

/** HLT-07, P-031 */
export const healthAndReady: Probe = {
  id: "health-and-ready",
  claim: "/health and /ready never contradict each other",
  requirements: ["HLT-03", "HLT-07", "P-031"],
  standard: "RFC 9110 section 15.6.4",
  owasp: "none",
  severity: "medium",
  depth: "look",
  remedy: "Derive both from one set of checks (createStatus).",
  isAboutLoad: true,
  sabotage: "always-ready",
  run: async (target) => {
    const ready = await target.ask("/ready");
    const health = await target.ask("/health");
    if (ready.status === 404 || health.status === 404) {
      return notApplicable("there is no /health or no /ready");
    }
    const report = health.json as
      | { status?: string; database?: { status?: string; connection_test?: string } }
      | undefined;
    if (isStranger(target) && typeof report?.status !== "string") {
      return notApplicable("/health does not say in JSON how the service is");
    }
    const isUnhealthy = report?.status === "unhealthy";
    // Others say 204: ready, and no more to say.
    const isReady = ready.status === 200 || (isStranger(target) && ready.status === 204);
    const faults: Fault[] = [];
    if (!isReady && ready.status !== 503) {
      faults.push({ what: `/ready answers ${ready.status}`, answer: ready });
    }
    if (isReady === isUnhealthy) {
      faults.push({
        what: `/ready is ${ready.status} while /health says ${report?.status}`,
        answer: health,
      });
    }
    const { database } = report ?? {};
    const isDown = database?.status === "unhealthy" || database?.connection_test === "failed";
    if (database !== undefined && isDown && isReady) {
      faults.push({ what: "/ready is 200 while the database is down", answer: health });
    }
    return judge({ faults, checked: 2, of: "answers", wanted: "200 exactly when not unhealthy" });
  },
};
