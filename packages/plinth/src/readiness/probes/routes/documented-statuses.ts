import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { emptyAsk, operationsOf, pathOf } from "../../support/operations.ts";
import { readAll } from "../../support/schemas/read-all.ts";
import { ANYTIME, responsesOf } from "../../support/schemas/responses.ts";

/** POL-05 */
export const documentedStatuses: Probe = {
  id: "documented-statuses",
  claim: "Every route answers with a status that it documents, to strangers and to accounts",
  requirements: ["TST-03", "POL-05", "ERR-02"],
  standard: "OpenAPI 3.1; RFC 9110 section 15",
  owasp: "none",
  severity: "low",
  depth: "touch",
  remedy: "Name the status in `responses`, or its error code in `errors`, of the route.",
  sabotage: "surprising-status",
  run: async (target) => {
    const operations = operationsOf(target);
    if (operations.length === 0) return undocumented(target, "no document names any operation");
    const reads = [...(await readAll(target))];
    for (const operation of operations) {
      const answer = await target.visitor().ask(pathOf(operation, target), emptyAsk(operation));
      reads.push({ operation, answer });
    }
    const faults: Fault[] = reads
      .filter(({ operation, answer }) => {
        const documented = [...responsesOf(target, operation).keys(), ...ANYTIME];
        return !documented.includes(answer.status);
      })
      .map(({ operation, answer }) => ({ what: `${operation.name}: ${answer.status}`, answer }));
    const of = `answers of ${operations.length} operations`;
    const wanted = "a documented status";
    return judge({ faults, checked: reads.length, of, wanted, isEachAlone: true });
  },
};
