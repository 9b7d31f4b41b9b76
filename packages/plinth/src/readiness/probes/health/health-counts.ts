import { notApplicable, type Probe, warn } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { unknownPath } from "../../support/replies.ts";
import type { Answer, Target } from "../../target.ts";

const CALLS = 5;
const TRIES = 4;

const totalOf = ({ json }: Answer): number | undefined =>
  (json as { performance?: { total_requests?: number } } | undefined)?.performance?.total_requests;

const rise = async (target: Target): Promise<{ readonly by: number; readonly last: Answer }> => {
  const before = totalOf(await target.ask("/health"));
  for (let call = 0; call < CALLS; call += 1) await target.ask(unknownPath(target));
  const last = await target.ask("/health");
  return { by: (totalOf(last) ?? Number.NaN) - (before ?? Number.NaN), last };
};

/** HLT-06 */
export const healthCounts: Probe = {
  id: "health-counts",
  claim: "/health counts every request, refused ones too",
  requirements: ["HLT-06", "P-031"],
  standard: "Site Reliability Engineering (2016), chapter 6: traffic and errors",
  owasp: "none",
  severity: "low",
  depth: "look",
  remedy: "Count each answer once, where it leaves (createRecorder).",
  sabotage: "constant-health",
  run: async (target) => {
    const first = await target.ask("/health");
    if (totalOf(first) === undefined) return notApplicable("/health shows no total_requests here");
    // The calls between, and the first of the two that read the count.
    const wanted = CALLS + 1;
    let most = 0;
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const { by, last } = await rise(target);
      if (!(by >= wanted)) {
        const what = `total_requests rose by ${by} over ${wanted} calls`;
        return judge({
          faults: [{ what, answer: last }],
          checked: 1,
          of: "counts",
          wanted: "equal",
        });
      }
      if (by === wanted) {
        return judge({
          faults: [],
          checked: wanted,
          of: "calls, all counted once",
          wanted: "equal",
        });
      }
      most = by;
    }
    return warn(
      `it rose by ${most} over ${wanted} calls: others call too`,
      "a rise by the calls made",
    );
  },
};
