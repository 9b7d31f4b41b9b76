import { type Probe, undocumented } from "../../probe.ts";
import { isGuarded, isReading, operationsOf } from "../../support/operations.ts";
import { askEach } from "../../support/refusals.ts";

/** POL-04 */
export const anonymousReads: Probe = {
  id: "anonymous-reads",
  claim: "Whatever is for signed-in callers cannot be read without signing in",
  requirements: ["AZ-02", "POL-04", "P-065"],
  standard: "OWASP ASVS 5 V8.3.1; OWASP API1:2023",
  owasp: "A01",
  severity: "critical",
  depth: "look",
  remedy: "Keep the authenticate stage in its place; declare access of the route.",
  sabotage: "authenticate-anyone",
  run: (target) => {
    const operations = operationsOf(target).filter(
      (operation) => isGuarded(operation) && isReading(operation),
    );
    if (operations.length === 0) {
      return Promise.resolve(
        undocumented(target, "no document names anything that needs a sign-in"),
      );
    }
    return askEach(target, {
      operations,
      askOf: () => ({}),
      isRefused: ({ status }) => status === 401,
      wanted: "401 from each",
    });
  },
};
