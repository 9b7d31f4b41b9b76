import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";

const METHODS = ["TRACE", "TRACK", "DEBUG"];

/** WEB-01 */
export const traceRequests: Probe = {
  id: "trace-requests",
  claim: "No method repeats a request, headers included, to its sender",
  requirements: ["WEB-01", "ERR-02"],
  standard: "OWASP ASVS 5 V13.4.4; RFC 9110 section 9.3.8",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy: "Refuse TRACE in the service and in every proxy before it.",
  sabotage: "echo-trace",
  run: async (target) => {
    const word = target.unique("canary");
    const faults: Fault[] = [];
    let checked = 0;
    for (const method of METHODS) {
      const answer = await target
        .ask("/", { method, headers: { "X-Canary": word, Cookie: `canary=${word}` } })
        // A method that Node's parser does not know ends the connection: refused as well.
        .catch(() => undefined);
      checked += 1;
      if (answer === undefined) continue;
      const isTrace = (answer.headers.get("content-type") ?? "").startsWith("message/http");
      if (isTrace) faults.push({ what: `${method} answers as message/http`, answer });
      if (answer.text.includes(word)) faults.push({ what: `${method} repeats headers`, answer });
    }
    return judge({ faults, checked, of: "methods", wanted: "no echo" });
  },
};
