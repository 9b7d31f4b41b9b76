import type { Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { problemFaults } from "../../support/problems.ts";
import { askAllClasses, isPage } from "../../support/replies.ts";

/** ERR-01 */
export const problemDocuments: Probe = {
  id: "problem-documents",
  claim: "Every error is a problem document with all its members",
  requirements: ["ERR-01", "ERR-02", "ERR-08"],
  standard: "RFC 9457",
  owasp: "none",
  severity: "low",
  depth: "look",
  remedy:
    "Answer errors as application/problem+json with type, title, status, detail, instance, code, details, requestId, timestamp and documentationUrl; throw errors of the catalogue.",
  sabotage: "incomplete-problems",
  run: async (target) => {
    const errors = (await askAllClasses(target)).filter(
      ({ answer }) => answer.status >= 400 && !isPage(answer),
    );
    const faults = errors.flatMap(({ label, answer }) =>
      problemFaults(answer).map((what) => ({ what: `${label} ${what}`, answer })),
    );
    return judge({ faults, checked: errors.length, of: "error answers", wanted: "all members" });
  },
};
