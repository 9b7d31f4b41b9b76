import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";

/** OBS-01 */
export const metricsGuarded: Probe = {
  id: "metrics-guarded",
  claim: "Strangers cannot read /metrics or the figures of /health",
  requirements: ["OBS-01", "HLT-03"],
  standard: "OWASP ASVS 5 V13.4.5",
  owasp: "A05",
  severity: "medium",
  depth: "look",
  remedy: "Answer metrics to this machine and to administrators only; never behind a proxy.",
  sabotage: "metrics-for-everyone",
  run: async (target) => {
    // On this machine a request that came through a proxy stands for a stranger's.
    const headers: Record<string, string> = target.isLocal
      ? { "X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9" }
      : {};
    const metrics = await target.ask("/metrics", { headers });
    const health = await target.ask("/health", { headers });
    if (metrics.status === 404 && health.status === 404) return notApplicable("neither is there");
    const figures = health.json as Record<string, unknown> | undefined;
    const isOpen = metrics.status === 200 && metrics.text.includes("# TYPE");
    const faults = [
      ...(isOpen ? [{ what: "a stranger reads /metrics", answer: metrics }] : []),
      ...(figures?.["database"] === undefined
        ? []
        : [{ what: "a stranger reads figures in /health", answer: health }]),
    ];
    return judge({ faults, checked: 2, of: "addresses", wanted: "refusal, and four members" });
  },
};
