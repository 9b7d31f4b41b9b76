import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isGuarded, isReading, operationsOf } from "../../support/operations.ts";

const ENOUGH = 6;
/** Headers that follow from the moment, not from the address. */
const COMPARED = ["content-type", "cache-control", "content-security-policy", "etag"];

/** RFC 9110 */
export const headRequests: Probe = {
  id: "head-requests",
  claim: "HEAD answers as GET does, protections included, without a body",
  requirements: ["WEB-01", "POL-01"],
  standard: "RFC 9110 section 9.3.2",
  owasp: "none",
  severity: "info",
  depth: "look",
  remedy: "Route HEAD to the GET handler and send the headers alone.",
  sabotage: "refuse-head",
  run: async (target) => {
    const open = operationsOf(target).filter(
      (operation) =>
        isReading(operation) && !isGuarded(operation) && operation.parameters.length === 0,
    );
    const paths = open.length === 0 ? ["/"] : open.slice(0, ENOUGH).map(({ path }) => path);
    const faults: Fault[] = [];
    for (const path of paths) {
      const get = await target.ask(path);
      const head = await target.ask(path, { method: "HEAD" });
      const again = await target.ask(path);
      // A nonce is another one in every answer, and so is the tag of a page that holds one.
      const stable = COMPARED.filter((name) => get.headers.get(name) === again.headers.get(name));
      const differs = stable.filter((name) => get.headers.get(name) !== head.headers.get(name));
      if (head.status !== get.status) {
        faults.push({ what: `HEAD ${path}: ${head.status}, GET ${get.status}`, answer: head });
      } else if (differs.length > 0) {
        faults.push({ what: `HEAD ${path}: ${differs.join(", ")} differ`, answer: head });
      }
      if (head.text !== "") faults.push({ what: `HEAD ${path} has a body`, answer: head });
    }
    return judge({ faults, checked: paths.length, of: "addresses", wanted: "the same headers" });
  },
};
