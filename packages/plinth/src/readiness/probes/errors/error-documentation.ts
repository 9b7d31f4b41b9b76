import { type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";
import { NO_PROBLEMS, problemOf } from "../../support/problems.ts";
import { askAllClasses, HTML } from "../../support/replies.ts";
import type { Target } from "../../target.ts";

/** Codes that the document lists, and those that were met, with the path of their page. */
const pagesOf = async (target: Target): Promise<ReadonlyMap<string, string>> => {
  const pages = new Map<string, string>();
  for (const { answer } of await askAllClasses(target)) {
    const { code, documentationUrl } = problemOf(answer);
    if (code === undefined || documentationUrl === undefined) continue;
    // The public address may be another one; the page is asked for where the target is.
    pages.set(code, URL.canParse(documentationUrl) ? new URL(documentationUrl).pathname : "/");
  }
  const [first] = pages;
  if (first === undefined) return pages;
  const [code, path] = first;
  for (const listed of Object.keys((target.document?.["x-plinth-errors"] as object) ?? {})) {
    if (!pages.has(listed)) pages.set(listed, path.replace(code, listed));
  }
  return pages;
};

/** ERR-07 */
export const errorDocumentation: Probe = {
  id: "error-documentation",
  claim: "Every error code has a page that explains it, where the error says it is",
  requirements: ["ERR-07", "ERR-03"],
  standard: "RFC 9457 section 3.1.1",
  owasp: "none",
  severity: "info",
  depth: "look",
  remedy: "Serve /docs/errors/<code> for every code of the catalogue, and link to it.",
  sabotage: "dead-error-links",
  run: async (target) => {
    const pages = await pagesOf(target);
    if (isStranger(target) && pages.size === 0) return undocumented(target, NO_PROBLEMS);
    const faults = [];
    for (const [code, path] of pages) {
      const answer = await target.ask(path, { headers: HTML });
      if (answer.status !== 200 || !answer.text.includes(code)) {
        faults.push({ what: `${path}: ${answer.status}`, answer });
      }
    }
    if (pages.size === 0) faults.push({ what: "no error names a page" });
    return judge({
      faults,
      checked: pages.size,
      of: "codes",
      wanted: "200 and the code on each page",
    });
  },
};
