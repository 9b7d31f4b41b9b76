import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";

const CLIMBS = [
  "/../../../../etc/passwd",
  "/..%2f..%2f..%2f..%2fetc%2fpasswd",
  "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "/..%252f..%252f..%252fetc%252fpasswd",
  "/..%5c..%5c..%5c..%5cetc%5cpasswd",
  "/....//....//....//etc/passwd",
  "/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
  "/..;/..;/etc/passwd",
  "/../package.json",
  "/%2e%2e%2fpackage.json",
  "/.env",
  "/.git/config",
];
const PREFIXES = ["", "/assets", "/docs", "/static"];
const CONTENT =
  /root:[^\s:]*:0:0:|"(?:dependencies|devDependencies)"\s{0,4}:|\[core\]\s|SECRET_KEY\s{0,4}=/;

/** P-098 */
export const pathTraversal: Probe = {
  id: "path-traversal",
  claim: "No path leads to files outside of what is published",
  requirements: ["P-098", "ERR-05"],
  standard: "OWASP ASVS 5 V5.3.2; CWE-22",
  owasp: "A01",
  severity: "critical",
  depth: "look",
  remedy: "Look file names up in a list made at the start; never join them to a path.",
  sabotage: "serve-any-file",
  run: async (target) => {
    const faults: Fault[] = [];
    let checked = 0;
    for (const prefix of PREFIXES) {
      for (const climb of CLIMBS) {
        const answer = await target.visitor().ask(`${prefix}${climb}`);
        checked += 1;
        if (CONTENT.test(answer.text)) faults.push({ what: `${prefix}${climb} is a file`, answer });
        if (answer.status >= 500)
          faults.push({ what: `${prefix}${climb}: ${answer.status}`, answer });
      }
    }
    return judge({ faults, checked, of: "paths", wanted: "no content of files" });
  },
};
