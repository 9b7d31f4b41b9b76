import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { NO_PAGES, nameOf, siteOf } from "../../support/pages/site.ts";
import type { Answer } from "../../target.ts";

/** Hosts where anybody may put a script, or that wrap one around what a link says (JSONP). */
const SHARED = [
  "ajax.googleapis.com",
  "cdn.jsdelivr.net",
  "cdnjs.cloudflare.com",
  "unpkg.com",
  "raw.githubusercontent.com",
  "accounts.google.com",
];

const directivesOf = (policy: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    policy.split(";").map((part) => {
      const [name = "", ...sources] = part.trim().split(/\s+/);
      return [name.toLowerCase(), sources];
    }),
  );

const hostOf = (source: string): string =>
  source.replace(/^[a-z][a-z+.-]*:\/\//i, "").split(/[:/]/)[0] ?? "";

const openIn = ({ headers }: Answer): readonly string[] => {
  const directives = directivesOf(headers.get("content-security-policy") ?? "");
  const scripts =
    directives.get("script-src-elem") ??
    directives.get("script-src") ??
    directives.get("default-src") ??
    [];
  // Where trust is handed on from nonces and hashes, hosts are ignored.
  if (scripts.includes("'strict-dynamic'")) return [];
  return scripts.filter((source) => {
    const host = hostOf(source);
    if (source.startsWith("'")) return false;
    const isWhole = host.startsWith("*.") || host === "*";
    // A path narrows a host down, as long as it names a file.
    const isShared = SHARED.includes(host) && !/\.m?js$/.test(source);
    return isWhole || isShared;
  });
};

/** WEB-04 */
export const cspOpenHosts: Probe = {
  id: "csp-open-hosts",
  claim: "A policy lets no scripts in from hosts where anybody may put one",
  requirements: ["WEB-04"],
  standard: "CSP level 3 section 8.2; OWASP ASVS 5 V3.4.3",
  owasp: "A03",
  severity: "medium",
  depth: "look",
  remedy: "Name own paths, nonces or hashes in script-src; serve libraries yourself.",
  sabotage: "scripts-of-any-host",
  run: async (target) => {
    const { pages } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    const governed = pages.filter(({ headers }) => headers.has("content-security-policy"));
    if (governed.length === 0)
      return notApplicable("no page has a policy, which another probe says");
    const faults = governed.flatMap((answer) =>
      openIn(answer).map((source) => ({
        what: `${nameOf(answer)}: scripts from ${source.slice(0, 80)}`,
        answer,
      })),
    );
    return judge({ faults, checked: governed.length, of: "policies", wanted: "no open host" });
  },
};
