import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { placesOf } from "../../support/pages/parameters.ts";
import { HTML } from "../../support/replies.ts";

/** Factors whose product stands in no page by chance. */
const FACTORS = [7_919, 6_133] as const;
const PRODUCT = String(FACTORS[0] * FACTORS[1]);
const SUM = FACTORS.join("*");
/** As the template languages of the world write it: a calculation, and no more. */
const TEXTS = [
  `{{${SUM}}}`,
  `\${${SUM}}`,
  `<%= ${SUM} %>`,
  `#{${SUM}}`,
  `{${SUM}}`,
  `@(${SUM})`,
].join(" ");

/** OWASP ASVS V1.3.7 */
export const evaluatedInput: Probe = {
  id: "evaluated-input",
  claim: "What a link says is calculated by no template",
  requirements: ["VAL-13", "EVID-05"],
  standard: "OWASP ASVS 5 V1.3.7; CWE-1336",
  owasp: "A03",
  severity: "critical",
  depth: "look",
  remedy: "Give values to templates as variables; never build a template from what callers send.",
  sabotage: "calculate-input",
  run: async (target) => {
    const faults: Fault[] = [];
    const places = await placesOf(target);
    for (const place of places) {
      const answer = await target.visitor().ask(place(TEXTS), { headers: HTML });
      if (!answer.text.includes(PRODUCT)) continue;
      faults.push({ what: `${answer.asked.path.slice(0, 60)} tells the product`, answer });
    }
    const of = "places for a text";
    return judge({ faults, checked: places.length, of, wanted: "nothing calculated" });
  },
};
