import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { scrape, whyUnread } from "../../support/signals/scrape.ts";

/** What every application on Plinth counts, by what it is about. */
const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  requests: ["http_requests_total", "http_request_duration_seconds", "http_requests_in_flight"],
  database: ["database_up", "database_query_duration_seconds", "database_failures_total"],
  caches: ["cache_hits_total", "cache_misses_total"],
  dependencies: ["dependency_breaker_state", "dependency_calls_total"],
  limits: ["rate_limit_decisions_total"],
  process: ["process_resident_memory_bytes", "event_loop_lag_seconds"],
};

/** OBS-01, OBS-02 */
export const metricsCover: Probe = {
  id: "metrics-cover",
  claim: "/metrics tells of requests, database, caches, dependencies, limits and the process",
  requirements: ["OBS-01", "OBS-02"],
  standard: "OWASP ASVS 5 V16.1.1; Site Reliability Engineering, chapter 6",
  owasp: "A09",
  severity: "low",
  depth: "look",
  remedy: "Keep the parts' own metrics registered; a part that is silent cannot be alerted on.",
  sabotage: "silent-limits",
  run: async (target) => {
    const answer = await scrape(target);
    const why = whyUnread(target, answer);
    if (why !== undefined) return notApplicable(why);
    const told = new Set(
      [...answer.text.matchAll(/^# TYPE (\S{1,200}) /gm)].map(([, name = ""]) => name),
    );
    const wanted = Object.entries(FAMILIES);
    const faults: Fault[] = wanted.flatMap(([about, names]) =>
      names
        .filter((name) => !told.has(name))
        .map((name) => ({ what: `nothing tells ${name} of ${about}`, answer })),
    );
    const checked = wanted.flatMap(([, names]) => names).length;
    return judge({ faults, checked, of: "families of series", wanted: "each is told" });
  },
};
