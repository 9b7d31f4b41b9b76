import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { HTML } from "../../support/replies.ts";
import { inspectedParameters } from "../../support/signals/inspected.ts";

/** ERR-05 */
export const findingsNotEchoed: Probe = {
  id: "findings-not-echoed",
  claim: "The refusal of an attack repeats nothing of it, neither as JSON nor as a page",
  requirements: ["VAL-16", "ERR-05"],
  standard: "OWASP ASVS 5 V1.2.1; CWE-79",
  owasp: "A03",
  severity: "high",
  depth: "look",
  remedy: "Name field and rule in the refusal, never the text.",
  sabotage: "echo-findings",
  run: async (target) => {
    const parameters = inspectedParameters(target);
    if (parameters.length === 0) {
      return undocumented(target, "no public route has a blocking field that takes free text");
    }
    const faults: Fault[] = [];
    let checked = 0;
    for (const { name, pathWith } of parameters) {
      for (const headers of [{}, HTML]) {
        const word = target.unique("canary");
        const attack = `${word}"><svg onload=alert(1)>`;
        const answer = await target.visitor().ask(pathWith(attack, target), { headers });
        const heads = answer.headerLines.map(([, value]) => value).join("\n");
        checked += 1;
        if (`${answer.text}\n${heads}`.includes(word)) {
          faults.push({ what: `${name}: the refusal repeats the attack`, answer });
        }
      }
    }
    return judge({ faults, checked, of: "refusals", wanted: "nothing of what was sent" });
  },
};
