import { type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { operationsOf } from "../../support/operations.ts";

const METHODS = ["PUT", "PATCH", "DELETE", "POST"];
const ENOUGH = 8;

/** ERR-02 */
export const wrongMethod: Probe = {
  id: "wrong-method",
  claim: "A method that an address does not have gets 405 and the list of those it has",
  requirements: ["ERR-02"],
  standard: "RFC 9110 section 15.5.6",
  owasp: "none",
  severity: "info",
  depth: "look",
  remedy: "Answer 405 with an Allow header that lists the methods of the address.",
  sabotage: "drop-allow",
  run: async (target) => {
    const operations = operationsOf(target).filter(({ path }) => !path.includes("{"));
    const byPath = Map.groupBy(operations, ({ path }) => path);
    if (byPath.size === 0)
      return undocumented(target, "no document names the methods of an address");
    const faults = [];
    const looked = [...byPath].slice(0, ENOUGH);
    for (const [path, known] of looked) {
      const methods = known.map(({ method }) => method);
      const method = METHODS.find((candidate) => !methods.includes(candidate)) ?? "PROPFIND";
      const answer = await target.ask(path, { method });
      const allow = (answer.headers.get("allow") ?? "").split(",").map((name) => name.trim());
      const isRight = answer.status === 405 && methods.every((name) => allow.includes(name));
      if (!isRight) {
        faults.push({ what: `${method} ${path}: ${answer.status}, Allow "${allow}"`, answer });
      }
    }
    return judge({
      faults,
      checked: looked.length,
      of: "addresses",
      wanted: "405 with Allow",
      isEachAlone: true,
    });
  },
};
