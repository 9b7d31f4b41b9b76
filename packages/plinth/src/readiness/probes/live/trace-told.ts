import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";
import { unknownPath } from "../../support/replies.ts";
import type { Answer } from "../../target.ts";

const OURS = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";
/** What is no context by the standard: each begins a new trace, or none. */
const MALFORMED = [
  `00-${"0".repeat(32)}-${SPAN}-01`,
  `00-${OURS}-${"0".repeat(16)}-01`,
  `00-${OURS.toUpperCase()}-${SPAN}-01`,
  `ff-${OURS}-${SPAN}-01`,
  `00-${OURS}-${SPAN}`,
];

const traceIn = ({ json }: Answer): unknown =>
  (json as { readonly traceId?: unknown } | null | undefined)?.traceId;

/** OBS-07, P-106 */
export const traceTold: Probe = {
  id: "trace-told",
  claim: "A refusal names the trace that its caller sent, and takes no malformed one for a trace",
  requirements: ["OBS-07"],
  standard: "RFC 9457 section 3.2; W3C Trace Context (Recommendation, level 1) sections 3.2, 4.3",
  owasp: "A09",
  severity: "low",
  depth: "look",
  remedy: "Read traceparent strictly at arrival, and put its trace id into the problem document.",
  sabotage: "another-trace-in-the-body",
  run: async (target) => {
    // No standard says that errors name their trace.
    if (isStranger(target)) return notApplicable("no document promises trace ids in errors");
    const ask = (traceparent: string) =>
      target.ask(unknownPath(target), { headers: { traceparent } });
    const faults: Fault[] = [];
    const named = await ask(`00-${OURS}-${SPAN}-01`);
    if (traceIn(named) !== OURS) faults.push({ what: "the trace is not named", answer: named });
    for (const traceparent of MALFORMED) {
      const answer = await ask(traceparent);
      const told = traceIn(answer);
      if (told === undefined || (typeof told === "string" && !traceparent.includes(told))) continue;
      faults.push({ what: `takes ${traceparent} for a trace`, answer });
    }
    const checked = MALFORMED.length + 1;
    return judge({ faults, checked, of: "requests", wanted: "the caller's trace, and no other" });
  },
};
