import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { NO_PAGES, nameOf, siteOf } from "../../support/pages/site.ts";
import { HTML } from "../../support/replies.ts";
import type { Answer } from "../../target.ts";

const MOST = 4;
/** 128 bits in base64 without padding. */
const LEAST_LENGTH = 22;

const noncesOf = ({ headers }: Answer): readonly string[] => {
  const policy = headers.get("content-security-policy") ?? "";
  return [...policy.matchAll(/'nonce-([^']{1,200})'/g)].map(([, nonce = ""]) => nonce);
};

/** WEB-04 */
export const cspNonces: Probe = {
  id: "csp-nonces",
  claim: "A nonce that lets a script run is long, and another one each time a page is loaded",
  requirements: ["WEB-04"],
  standard: "CSP level 3 section 7.1; OWASP ASVS 5 V3.4.3",
  owasp: "A03",
  severity: "high",
  depth: "look",
  remedy:
    "Make the nonce anew for every answer, of 16 random bytes; keep pages with one from caches.",
  sabotage: "same-nonce",
  run: async (target) => {
    const { pages } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    const faults: Fault[] = [];
    const looked = pages.slice(0, MOST);
    for (const page of looked) {
      const again = await target.visitor().ask(page.asked.path, { headers: HTML });
      const first = noncesOf(page);
      const short = first.find((nonce) => nonce.replaceAll("=", "").length < LEAST_LENGTH);
      if (noncesOf(again).some((nonce) => first.includes(nonce))) {
        faults.push({ what: `${nameOf(page)}: the same nonce twice`, answer: again });
      }
      if (short !== undefined)
        faults.push({ what: `${nameOf(page)}: nonce ${short}`, answer: page });
    }
    const of = "pages, each loaded twice";
    return judge({ faults, checked: looked.length, of, wanted: "no nonce twice, none short" });
  },
};
