import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { inspectedParameters } from "../../support/signals/inspected.ts";

/** What lists of forbidden words and signs refuse, and people write. */
const ORDINARY = [
  "O'Brien",
  "select all",
  "a<b and b>c",
  "salt & pepper; sort of",
  "drop the table at 5",
  "rock 'n' roll -- what else?",
  "union of 1 or 2",
  "50% off | #1",
] as const;

/** VAL-15 */
export const ordinaryText: Probe = {
  id: "ordinary-text",
  claim: "Names and sentences with quotes, signs and words of SQL are not taken for attacks",
  requirements: ["VAL-15", "P-014"],
  standard: "OWASP ASVS 5 V1.1.1",
  owasp: "none",
  severity: "medium",
  depth: "look",
  remedy: "Judge by structure; remove rules that are lists of words.",
  sabotage: "keyword-list",
  run: async (target) => {
    const parameters = inspectedParameters(target);
    if (parameters.length === 0) {
      return undocumented(target, "no public route has a blocking field that takes free text");
    }
    const faults: Fault[] = [];
    let checked = 0;
    for (const { name, pathWith } of parameters) {
      for (const text of ORDINARY) {
        const answer = await target.visitor().ask(pathWith(text, target));
        checked += 1;
        // What it is not is no matter: unknown codes are not found, and that is an answer.
        if (answer.text.includes('"INPUT_REJECTED"')) {
          faults.push({ what: `${name}: «${text}» is refused`, answer });
        }
      }
    }
    return judge({ faults, checked, of: "ordinary texts", wanted: "none refused as an attack" });
  },
};
