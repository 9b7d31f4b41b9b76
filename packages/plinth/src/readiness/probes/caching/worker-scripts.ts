import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isReading, operationsOf } from "../../support/operations.ts";
import type { Answer } from "../../target.ts";

/** What makes a cache ask again before it gives a script out. */
const ASKED_AGAIN = /\b(?:no-cache|no-store|max-age=0)\b/;

/** What of an answer would keep an old worker at work, or let it rule too much. */
const faultsOf = (path: string, answer: Answer): readonly Fault[] => {
  const { status, headers } = answer;
  const type = headers.get("content-type") ?? "no type";
  const kept = headers.get("cache-control") ?? "no word on caches";
  const allowed = headers.get("service-worker-allowed");
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const looks: readonly (readonly [holds: boolean, what: string])[] = [
    [status === 200, `${path} answers ${status}`],
    [/^(?:text|application)\/javascript\b/.test(type), `${path} is ${type}`],
    [ASKED_AGAIN.test(kept), `${path} may be kept: ${kept}`],
    [allowed === undefined || allowed.startsWith(folder), `${path} may rule ${allowed}`],
  ];
  return looks.filter(([holds]) => !holds).map(([, what]) => ({ what, answer }));
};

/** UX-01 */
export const workerScripts: Probe = {
  id: "worker-scripts",
  claim: "The script of a service worker is asked for anew each time, and rules its folder only",
  requirements: ["UX-01"],
  standard: "W3C Service Workers, sections 6.4 and 7.1; RFC 9111 section 5.2.2.4",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy: "Declare `cache: no-cache` of the route; send no Service-Worker-Allowed.",
  sabotage: "keep-workers",
  run: async (target) => {
    const scripts = operationsOf(target).filter(
      (operation) => isReading(operation) && operation.policy.produces === "worker",
    );
    if (scripts.length === 0) return undocumented(target, "no document names a service worker");
    const faults: Fault[] = [];
    for (const { path } of scripts) faults.push(...faultsOf(path, await target.ask(path)));
    return judge({
      faults,
      checked: scripts.length,
      of: "scripts of service workers",
      wanted: "JavaScript that is never kept unasked, and no wider scope",
    });
  },
};
