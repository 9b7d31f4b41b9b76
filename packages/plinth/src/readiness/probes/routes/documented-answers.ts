import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { schemaFault } from "../../support/schemas/fits.ts";
import { readAll } from "../../support/schemas/read-all.ts";
import { responsesOf } from "../../support/schemas/responses.ts";

/** POL-05, OWASP API3:2023 */
export const documentedAnswers: Probe = {
  id: "documented-answers",
  claim: "Every answer has the members that its route declares, and tells nothing beside them",
  requirements: ["TST-03", "POL-05", "EVID-07"],
  standard: "OWASP ASVS 5 V15.3.1; OWASP API3:2023; OpenAPI 3.1",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy:
    "Declare `responses` of the route with strictObject, and build the answer member by member.",
  sabotage: "undeclared-members",
  run: async (target) => {
    const reads = await readAll(target);
    const faults: Fault[] = [];
    const leftOut: string[] = [];
    let checked = 0;
    for (const { operation, answer } of reads) {
      const content = responsesOf(target, operation).get(answer.status);
      const schema = content?.["application/json"]?.schema;
      if (answer.status !== 200 || schema === undefined) {
        if (operation.policy.produces === "json")
          leftOut.push(`${operation.name} (${answer.status})`);
        continue;
      }
      checked += 1;
      const fault = schemaFault(schema, answer.json);
      if (fault !== undefined) faults.push({ what: `${operation.name}: ${fault}`, answer });
    }
    if (reads.length === 0) return undocumented(target, "no document names anything to read");
    const wanted = "the declared members of each";
    return judge({
      faults,
      checked,
      of: `of ${reads.length} reads`,
      wanted,
      leftOut,
      isEachAlone: true,
    });
  },
};
