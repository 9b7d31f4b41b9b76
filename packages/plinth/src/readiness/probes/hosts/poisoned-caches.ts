import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { HTML } from "../../support/replies.ts";

const FIELDS = ["X-Forwarded-Host", "X-Forwarded-Scheme", "X-Original-URL", "X-Forwarded-Prefix"];
const PATHS = ["/", "/docs"];

/** RFC 9111 */
export const poisonedCaches: Probe = {
  id: "poisoned-caches",
  claim: "What one caller writes into a header reaches nobody else out of a cache",
  requirements: ["CACHE-04", "WEB-01"],
  standard: "RFC 9111 section 7.1; OWASP ASVS 5 V14.2.5; CWE-349",
  owasp: "A08",
  severity: "high",
  depth: "look",
  remedy:
    "Name in Vary whatever an answer depends on, or let the cache drop fields it has no key for.",
  sabotage: "keep-for-all",
  run: async (target) => {
    const faults: Fault[] = [];
    for (const path of PATHS) {
      for (const field of FIELDS) {
        const word = target.unique("poison");
        // Nobody else asks for this query: what a cache keeps of it harms no one.
        const own = `${path}?audit=${target.unique("cache")}`;
        const headers = { ...HTML, [field]: `${word}.example` };
        await target.visitor().ask(own, { headers });
        const after = await target.visitor().ask(own, { headers: HTML });
        const all = [after.text, ...after.headerLines.map(([, value]) => value)];
        if (!all.some((text) => text.includes(word))) continue;
        faults.push({ what: `${path} keeps what ${field} said`, answer: after });
      }
    }
    const checked = PATHS.length * FIELDS.length;
    return judge({ faults, checked, of: "headers", wanted: "nothing of it for the next caller" });
  },
};
