import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { readMetrics, sumOf } from "../../support/signals/metrics-text.ts";
import { scrape, whyUnread } from "../../support/signals/scrape.ts";

const CALLS = 4;
const COUNTER = "http_requests_total";

/** OBS-01, OBS-02 */
export const metricsCount: Probe = {
  id: "metrics-count",
  claim: "/metrics is valid Prometheus text, and its counters rise by the calls made",
  requirements: ["OBS-01", "OBS-02", "P-032"],
  standard: "Prometheus text exposition format 0.0.4",
  owasp: "A09",
  severity: "low",
  depth: "look",
  remedy: "Register metrics with createMetrics and count each answer once (createRecorder).",
  sabotage: "constant-metrics",
  run: async (target) => {
    const first = await scrape(target);
    const why = whyUnread(target, first);
    if (why !== undefined) return notApplicable(why);
    for (let call = 0; call < CALLS; call += 1) await target.ask("/ready");
    const second = await scrape(target);
    const before = readMetrics(first.text);
    const after = readMetrics(second.text);
    const label = 'route="/ready"';
    const by = sumOf(after.series, COUNTER, label) - sumOf(before.series, COUNTER, label);
    const faults: Fault[] = [...before.malformed, ...after.malformed].map((line) => ({
      what: `malformed: ${line.slice(0, 80)}`,
      answer: first,
    }));
    // Others may ask for /ready too; fewer calls than were made nobody can explain.
    if (!(by >= CALLS)) {
      faults.push({ what: `${COUNTER} of /ready rose by ${by}`, answer: second });
    }
    const type = first.headers.get("content-type") ?? "";
    if (!type.startsWith("text/plain")) faults.push({ what: `it is ${type}`, answer: first });
    const of = `series before and after ${CALLS} calls, which were counted`;
    return judge({ faults, checked: after.series.size, of, wanted: `a rise by ${CALLS}` });
  },
};
