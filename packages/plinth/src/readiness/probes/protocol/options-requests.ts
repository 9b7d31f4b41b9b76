import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { operationsOf } from "../../support/operations.ts";

const ENOUGH = 6;

/** WEB-06 */
export const optionsRequests: Probe = {
  id: "options-requests",
  claim: "OPTIONS names the methods of an address, runs nothing and promises strangers nothing",
  requirements: ["WEB-06", "POL-02"],
  standard: "RFC 9110 section 9.3.7; Fetch standard, CORS-preflight",
  owasp: "none",
  severity: "info",
  depth: "look",
  remedy: "Answer OPTIONS in the kernel, before any handler.",
  sabotage: "open-preflights",
  run: async (target) => {
    const byPath = Map.groupBy(
      operationsOf(target).filter(({ path }) => !path.includes("{")),
      ({ path }) => path,
    );
    if (byPath.size === 0)
      return undocumented(target, "no document names the methods of an address");
    const faults: Fault[] = [];
    const looked = [...byPath].slice(0, ENOUGH);
    for (const [path, operations] of looked) {
      const answer = await target.ask(path, { method: "OPTIONS" });
      const foreign = await target.ask(path, {
        method: "OPTIONS",
        headers: { Origin: "https://attacker.example", "Access-Control-Request-Method": "POST" },
      });
      const allow = (answer.headers.get("allow") ?? "").split(",").map((name) => name.trim());
      if (answer.status >= 300 || answer.text !== "") {
        faults.push({ what: `OPTIONS ${path}: ${answer.status}`, answer });
      }
      if (!operations.every(({ method }) => allow.includes(method))) {
        faults.push({ what: `OPTIONS ${path}: Allow is "${allow}"`, answer });
      }
      const promised = foreign.headers.get("access-control-allow-methods");
      if (promised !== undefined) {
        faults.push({ what: `${path} promises strangers ${promised}`, answer: foreign });
      }
    }
    return judge({
      faults,
      checked: looked.length,
      of: "addresses",
      wanted: "Allow, and no grant",
    });
  },
};
