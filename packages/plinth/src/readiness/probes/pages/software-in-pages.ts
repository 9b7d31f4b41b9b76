import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { tagsOf } from "../../support/pages/html.ts";
import { NO_PAGES, nameOf, siteOf } from "../../support/pages/site.ts";

/** Endings of error pages that servers sign with name and version. */
const SIGNATURE =
  /<(?:center|address|h\d|i)>\s{0,9}(?:nginx|Apache|openresty|Apache Tomcat|Microsoft-IIS|lighttpd|Jetty)[/ ]\d+\.\d+/i;

const toldBy = (html: string): readonly string[] => {
  const generators = tagsOf(html, "meta")
    .filter((tag) => tag.get("name")?.toLowerCase() === "generator")
    .map((tag) => tag.get("content") ?? "")
    .filter((content) => /\d/.test(content));
  const signature = SIGNATURE.exec(html)?.[0];
  return [...generators, ...(signature === undefined ? [] : [signature])];
};

/** OWASP ASVS V13.4.6 */
export const softwareInPages: Probe = {
  id: "software-in-pages",
  claim: "No page tells the version of the software that made it",
  requirements: ["WEB-01", "ERR-05"],
  standard: "OWASP ASVS 5 V13.4.6; CWE-200",
  owasp: "A06",
  severity: "low",
  depth: "look",
  remedy:
    'Remove <meta name="generator">; set server_tokens off (nginx), ServerSignature Off (Apache).',
  sabotage: "sign-pages",
  run: async (target) => {
    const { pages } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    const faults = pages.flatMap((answer) =>
      toldBy(answer.text).map((what) => ({ what: `${nameOf(answer)}: ${what}`, answer })),
    );
    return judge({ faults, checked: pages.length, of: "pages", wanted: "no version" });
  },
};
