import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isGuarded, isReading, operationsOf } from "../../support/operations.ts";

const FIELDS = ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"];
const MOST = 12;
/** What no address is meant to do; a service that obeys answers that it cannot. */
const METHOD = "PROPFIND";

/** OWASP ASVS V4.1.4 */
export const methodOverrides: Probe = {
  id: "method-overrides",
  claim: "No header and no query turns a method into another one",
  requirements: ["ERR-02", "WEB-07", "POL-02"],
  standard: "OWASP ASVS 5 V4.1.4, V3.5.3; RFC 9110 section 9.1",
  owasp: "A01",
  severity: "medium",
  depth: "look",
  remedy:
    "Take the method override away (methodOverride(), HiddenHttpMethodFilter), or allow it to POST alone.",
  sabotage: "obey-method-override",
  run: async (target) => {
    const known = operationsOf(target)
      .filter((operation) => isReading(operation) && !isGuarded(operation))
      .filter(({ parameters }) => parameters.length === 0)
      .map(({ path }) => path);
    const paths = [...new Set(["/", ...known])].slice(0, MOST);
    const headers = Object.fromEntries(FIELDS.map((name) => [name, METHOD]));
    const faults: Fault[] = [];
    for (const path of paths) {
      const plain = await target.visitor().ask(path);
      const asHeader = await target.visitor().ask(path, { headers });
      const asQuery = await target.visitor().ask(`${path}?_method=${METHOD}`);
      for (const answer of [asHeader, asQuery]) {
        // A refused query is no obedience: only what says that it cannot do so took it for a method.
        if (answer.status === plain.status || ![405, 501].includes(answer.status)) continue;
        faults.push({ what: `GET ${answer.asked.path} becomes ${METHOD}`, answer });
      }
    }
    return judge({
      faults,
      checked: paths.length,
      of: "addresses",
      wanted: "the method of the request",
    });
  },
};
