import { NoAnswerError } from "../../exchange.ts";
import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { pathOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { formHeaders, NO_UPLOADS, uploadRoutesOf } from "../../support/uploads/upload-routes.ts";

/** A refusal by length needs nothing but the head of the request; waiting for more is the fault. */
const WAIT_MS = 3_000;

/** UPL-02 */
export const uploadSize: Probe = {
  id: "upload-size",
  claim: "A form that announces more than its files may have is refused before it is read",
  requirements: ["UPL-02", "VAL-05"],
  standard: "OWASP ASVS 5 V5.2.1; RFC 9110 section 15.5.14",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy: "Keep the intake of uploads in its place; lower `maxBytes` of the field.",
  sabotage: "no-form-limit",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const routes = uploadRoutesOf(target);
    if (routes.length === 0) return undocumented(target, NO_UPLOADS);
    const faults: Fault[] = [];
    let checked = 0;
    const person = await createPerson(target);
    for (const { operation, bodyLimit } of routes) {
      checked += 1;
      try {
        const answer = await target.visitor().ask(pathOf(operation, target), {
          method: operation.method,
          headers: formHeaders(person),
          contentLength: bodyLimit + 1,
          timeoutMs: WAIT_MS,
        });
        if (answer.status !== 413) {
          faults.push({ what: `${operation.name}: ${answer.status}, not 413`, answer });
        }
      } catch (fault) {
        if (!(fault instanceof NoAnswerError)) throw fault;
        faults.push({ what: `${operation.name}: ${fault.message}` });
      }
    }
    return judge({ faults, checked, of: "forms", wanted: "413 for each, unread" });
  },
};
