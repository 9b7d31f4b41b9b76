import type { Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { HTML } from "../../support/replies.ts";

/** ERR-05 */
export const noEcho: Probe = {
  id: "no-echo",
  claim: "An unknown address is not repeated in the answer, so that no link can put words into it",
  requirements: ["ERR-05", "ERR-04"],
  standard: "OWASP ASVS 5 V1.2.1",
  owasp: "A03",
  severity: "medium",
  depth: "look",
  remedy: "Name the request by its id, never by its path, in error documents and pages.",
  sabotage: "echo-path",
  run: async (target) => {
    const word = target.unique("canary");
    const paths = [`/${word}`, `/docs/errors/${word}`, `/x?q=${word}`, `/${word}/%3Cscript%3E`];
    const faults = [];
    let checked = 0;
    for (const path of paths) {
      for (const headers of [{}, HTML]) {
        const answer = await target.ask(path, { headers });
        const heads = answer.headerLines.map(([, value]) => value).join("\n");
        checked += 1;
        if (answer.text.includes(word)) faults.push({ what: `the body repeats ${path}`, answer });
        if (heads.includes(word)) faults.push({ what: `a header repeats ${path}`, answer });
      }
    }
    return judge({ faults, checked, of: "answers to unknown addresses", wanted: "no echo" });
  },
};
