import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { emptyAsk, type Operation, operationsOf, pathOf } from "../../support/operations.ts";
import { createPerson, hasAccounts } from "../../support/people.ts";
import { problemFaults, problemOf } from "../../support/problems.ts";
import type { Answer, Target } from "../../target.ts";

const faultOf = (target: Target, operation: Operation, answer: Answer): Fault | undefined => {
  if (answer.status < 400) return undefined;
  const [what] = problemFaults(answer);
  if (what !== undefined) return { what: `${operation.name} ${what}`, answer };
  const known = Object.keys((target.document?.["x-plinth-errors"] as object | undefined) ?? {});
  const { code = "" } = problemOf(answer);
  const isKnown = known.length === 0 || known.includes(code);
  return isKnown ? undefined : { what: `${operation.name} has the unknown code ${code}`, answer };
};

/** ERR-01 */
export const problemsOfRoutes: Probe = {
  id: "problems-of-routes",
  claim: "Every route refuses with a problem document, whose code is in the catalogue",
  requirements: ["ERR-01", "ERR-03", "TST-03"],
  standard: "RFC 9457",
  owasp: "none",
  severity: "low",
  depth: "touch",
  remedy: "Throw errors of the catalogue (defineErrors); never answer an error by hand.",
  sabotage: "speak-otherwise",
  run: async (target) => {
    const operations = operationsOf(target);
    if (operations.length === 0) return undocumented(target, "no document names any operation");
    const person = hasAccounts(target) ? await createPerson(target) : undefined;
    const faults: Fault[] = [];
    let checked = 0;
    for (const operation of operations) {
      const path = pathOf(operation, target);
      const ask = emptyAsk(operation);
      const isOfRole = ["role", "permission"].includes(operation.policy.access.kind);
      const answers = [await target.visitor().ask(path, ask)];
      if (isOfRole && person !== undefined) {
        const headers = { Authorization: person.bearer };
        answers.push(await target.visitor().ask(path, { ...ask, headers }));
      }
      checked += answers.filter(({ status }) => status >= 400).length;
      faults.push(
        ...answers
          .map((answer) => faultOf(target, operation, answer))
          .filter((fault) => fault !== undefined),
      );
    }
    const of = `refusals of ${operations.length} operations`;
    return judge({
      faults,
      checked,
      of,
      wanted: "a whole problem document each",
      isEachAlone: true,
    });
  },
};
