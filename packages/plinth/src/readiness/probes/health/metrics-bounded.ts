import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { readMetrics } from "../../support/signals/metrics-text.ts";
import { scrape, whyUnread } from "../../support/signals/scrape.ts";

const PATHS = 24;

/** OBS-01 */
export const metricsBounded: Probe = {
  id: "metrics-bounded",
  claim: "Addresses that nobody declared become no series of /metrics, however many are asked for",
  requirements: ["OBS-01"],
  standard: "OWASP ASVS 5 V15.2.2; Prometheus, metric and label naming; CWE-770",
  owasp: "A04",
  severity: "medium",
  depth: "look",
  remedy: "Label by the route's template and by bounded words, never by what a caller sent.",
  sabotage: "count-by-address",
  run: async (target) => {
    const first = await scrape(target);
    const why = whyUnread(target, first);
    if (why !== undefined) return notApplicable(why);
    const made = Array.from({ length: PATHS }, () => `/${target.unique("nowhere")}`);
    for (const path of made) {
      const agent = path.slice(1);
      await target.ask(path, { headers: { "User-Agent": agent, Referer: `${target.url}${path}` } });
    }
    const last = await scrape(target);
    const series = [...readMetrics(last.text).series.keys()];
    const faults: Fault[] = made
      .filter((path) => series.some((name) => name.includes(path.slice(1))))
      .map((path) => ({ what: `a series names ${path}`, answer: last }));
    const of = "addresses, agents and referrers that nobody knew";
    return judge({ faults, checked: made.length, of, wanted: "in no label" });
  },
};
