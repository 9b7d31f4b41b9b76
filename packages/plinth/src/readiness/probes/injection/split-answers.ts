import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { placesOf } from "../../support/pages/parameters.ts";
import { HTML } from "../../support/replies.ts";

const FIELD = "x-audit-injected";

/** CWE-113 */
export const splitAnswers: Probe = {
  id: "split-answers",
  claim: "No link writes a header of its own into the answer",
  requirements: ["GW-03", "EVID-05"],
  standard: "RFC 9110 section 5.5; CWE-113",
  owasp: "A03",
  severity: "high",
  depth: "look",
  remedy:
    "Refuse line ends in what becomes a header (Location, Set-Cookie); current servers do so.",
  sabotage: "split-over-line-ends",
  run: async (target) => {
    const word = target.unique("canary");
    const injected = `x\r\n${FIELD}: ${word}`;
    const places = await placesOf(target);
    const paths = [
      `/${encodeURIComponent(injected)}`,
      `/%0a${FIELD}:%20${word}`,
      `/?next=/${encodeURIComponent(injected)}`,
      `/%E5%98%8A%E5%98%8D${FIELD}:%20${word}`,
      ...places.map((place) => place(injected)),
    ];
    const faults: Fault[] = [];
    for (const path of paths) {
      const answer = await target.visitor().ask(path, { headers: HTML });
      if (!answer.headers.has(FIELD)) continue;
      faults.push({ what: `${path.slice(0, 80)} writes a header`, answer });
    }
    return judge({
      faults,
      checked: paths.length,
      of: "links",
      wanted: "no header of the caller's",
    });
  },
};
