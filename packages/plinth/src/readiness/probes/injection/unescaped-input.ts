import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { placesOf } from "../../support/pages/parameters.ts";
import { HTML, isPage } from "../../support/replies.ts";

/** OWASP ASVS V1.2.1 */
export const unescapedInput: Probe = {
  id: "unescaped-input",
  claim: "What a link says comes into no page as markup",
  requirements: ["VAL-13", "ERR-05"],
  standard: "OWASP ASVS 5 V1.2.1; CWE-79",
  owasp: "A03",
  severity: "high",
  depth: "look",
  remedy:
    "Let the template escape: {{ value }}, never |safe, innerHTML or v-html with what callers send.",
  sabotage: "paste-into-pages",
  run: async (target) => {
    const faults: Fault[] = [];
    const places = await placesOf(target);
    for (const place of places) {
      const word = target.unique("canary");
      // A tag that no browser knows: it shows where a script would run, and runs nothing.
      for (const tag of [`<${word}>`, `"'><${word} a="`]) {
        const answer = await target.visitor().ask(place(tag), { headers: HTML });
        if (!isPage(answer) || !answer.text.includes(`<${word}`)) continue;
        faults.push({ what: `${answer.asked.path.slice(0, 80)} comes back as a tag`, answer });
        break;
      }
    }
    const of = "places for a text";
    return judge({ faults, checked: places.length, of, wanted: "no tag of the caller's" });
  },
};
