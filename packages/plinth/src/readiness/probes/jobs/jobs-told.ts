import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { readMetrics } from "../../support/signals/metrics-text.ts";
import { scrape, whyUnread } from "../../support/signals/scrape.ts";

/** What has to be known of a queue before anybody can be alerted about it. */
const SERIES: readonly RegExp[] = [
  /^jobs_queue_depth\{[^}]*state="dead"/,
  /^jobs_queue_depth\{[^}]*state="ready"/,
  /^jobs_oldest_age_seconds/,
];

/** SCALE-03 */
export const jobsTold: Probe = {
  id: "jobs-told",
  claim:
    "/metrics tells how many jobs wait, how many failed for good, and how long the oldest waits",
  requirements: ["SCALE-03", "OBS-01"],
  standard: "OWASP ASVS 5 V16.1.1; OWASP A09:2021",
  owasp: "A09",
  severity: "medium",
  depth: "look",
  remedy: "Keep the queue's gauges: a job that failed for good waits for somebody who knows of it.",
  sabotage: "silent-queue",
  run: async (target) => {
    const answer = await scrape(target);
    const why = whyUnread(target, answer);
    if (why !== undefined) return notApplicable(why);
    const series = [...readMetrics(answer.text).series];
    const faults: Fault[] = SERIES.filter(
      (wanted) => !series.some(([name, value]) => wanted.test(name) && value >= 0),
    ).map((wanted) => ({ what: `no series ${wanted.source}`, answer }));
    return judge({ faults, checked: SERIES.length, of: "series of the queue", wanted: "a figure" });
  },
};
