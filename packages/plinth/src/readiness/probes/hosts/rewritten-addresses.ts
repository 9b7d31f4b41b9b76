import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { HTML, unknownPath } from "../../support/replies.ts";
import type { Answer } from "../../target.ts";

/** Fields by which some servers let a request mean another address than it names. */
const FIELDS = ["X-Original-URL", "X-Rewrite-URL", "X-Override-URL"];
/** What many services have, and answer otherwise than what they have not. */
const PATHS = ["/", "/docs", "/health", "/robots.txt", "/favicon.ico"];

const kindOf = ({ status, headers }: Answer): string =>
  `${status} ${(headers.get("content-type") ?? "").split(";")[0]}`;

/** CVE-2018-14773 */
export const rewrittenAddresses: Probe = {
  id: "rewritten-addresses",
  claim: "No header lets a request mean another address than the one that was checked",
  requirements: ["AZ-02", "POL-02"],
  standard: "OWASP ASVS 5 V4.1.3; CVE-2018-14773; CWE-436",
  owasp: "A01",
  severity: "high",
  depth: "look",
  remedy: "Remove X-Original-URL and X-Rewrite-URL in the proxy; do not trust them in the program.",
  sabotage: "obey-original-url",
  run: async (target) => {
    const ask = (path: string, fields: Readonly<Record<string, string>> = {}) =>
      target.visitor().ask(path, { headers: { ...HTML, ...fields } });
    const elsewhere = unknownPath(target);
    const unknown = kindOf(await ask(elsewhere));
    const faults: Fault[] = [];
    let checked = 0;
    for (const path of PATHS) {
      const known = kindOf(await ask(path));
      // What answers as the unknown does shows nothing.
      if (known === unknown) continue;
      for (const field of FIELDS) {
        const answer = await ask(elsewhere, { [field]: path });
        checked += 1;
        if (kindOf(answer) === known) faults.push({ what: `${field} leads to ${path}`, answer });
      }
    }
    if (checked === 0) return notApplicable("every address gives the same answer to strangers");
    return judge({ faults, checked, of: "requests", wanted: "the address that was named" });
  },
};
