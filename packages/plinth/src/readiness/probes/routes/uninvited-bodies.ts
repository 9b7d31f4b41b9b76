import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { type Operation, operationsOf, pathOf } from "../../support/operations.ts";
import { createOwnSession, hasAccounts } from "../../support/people.ts";
import type { Target } from "../../target.ts";

const REFUSALS = [400, 411, 413, 415, 422];

/** Operations that write and declare no body, files included. */
const bodiless = (target: Target): readonly Operation[] =>
  operationsOf(target).filter(
    ({ method, body, policy }) =>
      method !== "GET" &&
      body === undefined &&
      (policy.upload ?? null) === null &&
      ["public", "user"].includes(policy.access.kind),
  );

/** VAL-05, POL-03 */
export const uninvitedBodies: Probe = {
  id: "uninvited-bodies",
  claim: "A route that declares no body takes none",
  requirements: ["VAL-04", "POL-03", "TST-03"],
  standard: "OWASP ASVS 5 V2.2.1, V4.1.1; RFC 9110 section 15.5.16",
  owasp: "A03",
  severity: "low",
  depth: "touch",
  remedy: "Keep the read stage in its place for every route; declare `body` where one is wanted.",
  sabotage: "take-any-body",
  run: async (target) => {
    const operations = bodiless(target);
    if (operations.length === 0)
      return undocumented(target, "no document names a write without a body");
    const faults: Fault[] = [];
    const leftOut: string[] = [];
    for (const operation of operations) {
      const path = pathOf(operation, target);
      const ask = { method: operation.method, body: { uninvited: true } };
      const first = await target.visitor().ask(path, ask);
      let answer = first;
      if (first.status === 401 && hasAccounts(target)) {
        // What is done all the same may end the session: each call has one of its own.
        const { bearer } = await createOwnSession(target);
        answer = await target.visitor().ask(path, { ...ask, headers: { Authorization: bearer } });
      }
      if (REFUSALS.includes(answer.status)) continue;
      if (answer.status === 401) leftOut.push(`${operation.name} (no account)`);
      else faults.push({ what: `${operation.name}: ${answer.status}`, answer });
    }
    const checked = operations.length - leftOut.length;
    return judge({
      faults,
      checked,
      of: "writes without a body",
      wanted: "a refusal each",
      leftOut,
    });
  },
};
