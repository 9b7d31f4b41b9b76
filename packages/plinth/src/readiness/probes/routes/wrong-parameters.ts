import { seededNumbers } from "#core";
import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { type FuzzCase, fuzzCasesOf } from "../../support/fuzzing/cases.ts";
import { judge } from "../../support/judge.ts";
import { operationsOf } from "../../support/operations.ts";
import { createPerson, hasAccounts } from "../../support/people.ts";
import type { Target } from "../../target.ts";

/** Every spoilt path segment and query of what a plain account may call; bodies have probes of their own. */
const casesOf = (target: Target): readonly FuzzCase[] => {
  const next = seededNumbers(target.fuzz.seed);
  return operationsOf(target)
    .filter(({ policy }) => ["public", "user"].includes(policy.access.kind) && !policy.signed)
    .flatMap((operation) => fuzzCasesOf(operation, target, next))
    .filter(({ name }) => / with (?:path|query)\./.test(name));
};

/** VAL-01, VAL-03 */
export const wrongParameters: Probe = {
  id: "wrong-parameters",
  claim: "Every declared path and query parameter is checked before anything is done with it",
  requirements: ["VAL-01", "VAL-03", "TST-03"],
  standard: "OWASP ASVS 5 V2.2.1, V2.2.2",
  owasp: "A03",
  severity: "medium",
  depth: "touch",
  remedy: "Declare `params` and `query` of the route; keep the validate stage.",
  sabotage: "ignore-parameters",
  run: async (target) => {
    const cases = casesOf(target);
    if (cases.length === 0) return undocumented(target, "no document names a checked parameter");
    const person = hasAccounts(target) ? await createPerson(target) : undefined;
    const faults: Fault[] = [];
    const leftOut: string[] = [];
    for (const { name, operation, path, ask } of cases) {
      const isForUsers = operation.policy.access.kind === "user";
      const headers: Record<string, string> =
        isForUsers && person !== undefined ? { Authorization: person.bearer } : {};
      const answer = await target.visitor().ask(path, { ...ask, headers });
      // What cannot be the id of anything may as well not be there.
      const refusals = name.includes(" with path.") ? [400, 404, 422] : [400, 422];
      if (refusals.includes(answer.status)) continue;
      if (answer.status === 401 || answer.status === 429)
        leftOut.push(`${name} (${answer.status})`);
      else faults.push({ what: `${name}: ${answer.status}`, answer });
    }
    const checked = cases.length - leftOut.length;
    return judge({
      faults,
      checked,
      of: "parameters",
      wanted: "400 or 422 for each, or 404",
      leftOut,
      isEachAlone: true,
    });
  },
};
