import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { NO_PAGES, nameOf, ownPath, siteOf } from "../../support/pages/site.ts";
import type { Answer, Target } from "../../target.ts";

/** The map that a script names in its last lines, or the one that lies beside it by custom. */
const mapOf = (script: Answer, target: Target): string | undefined => {
  const [, ...after] = script.text.slice(-400).split("sourceMappingURL=");
  const named = after.at(-1)?.split(/[\s'"*]/)[0];
  if (named?.startsWith("data:") === true) return undefined;
  const beside = `${script.asked.path.split("?")[0]}.map`;
  return named === undefined ? beside : ownPath(named, script, target);
};

/** Whether a map gives the sources themselves, and not their names alone. */
const hasSources = ({ status, json }: Answer): boolean => {
  const map = json as { mappings?: unknown; sourcesContent?: unknown } | null | undefined;
  return status === 200 && typeof map?.mappings === "string" && Array.isArray(map.sourcesContent);
};

/** CWE-540 */
export const sourceMaps: Probe = {
  id: "source-maps",
  claim: "Scripts of pages do not bring the sources that they were made from",
  requirements: ["ERR-05"],
  standard: "OWASP ASVS 5 V13.4.7; CWE-540",
  owasp: "A05",
  severity: "info",
  depth: "look",
  remedy: "Build without source maps, or keep the .map files where only you read them.",
  sabotage: "publish-source-maps",
  run: async (target) => {
    const { pages, scripts } = await siteOf(target);
    if (pages.length === 0) return notApplicable(NO_PAGES);
    if (scripts.length === 0) return notApplicable("no page loads a script of the service");
    const faults: Fault[] = [];
    for (const script of scripts) {
      const path = mapOf(script, target);
      if (path === undefined) continue;
      const answer = await target.visitor().ask(path);
      if (hasSources(answer)) faults.push({ what: `${nameOf(script)} has a map at ${path}` });
    }
    return judge({ faults, checked: scripts.length, of: "scripts", wanted: "no map with sources" });
  },
};
