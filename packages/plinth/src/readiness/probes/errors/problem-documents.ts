import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";
import { NO_PROBLEMS, problemFaults } from "../../support/problems.ts";
import { askAllClasses, isPage, type Reply } from "../../support/replies.ts";
import type { Answer } from "../../target.ts";

const isProblem = ({ headers }: Answer): boolean =>
  (headers.get("content-type") ?? "").startsWith("application/problem+json");

/** What RFC 9457 asks of everybody who sends a problem: members may be left out, and none may lie. */
const faultsByRfc = ({ status, json }: Answer): readonly string[] => {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return ["is no JSON object"];
  }
  const problem = json as Record<string, unknown>;
  return [
    ...["type", "title", "detail", "instance"]
      .filter((name) => problem[name] !== undefined && typeof problem[name] !== "string")
      .map((name) => `has a ${name} that is no text`),
    ...(problem["status"] === undefined || problem["status"] === status
      ? []
      : [`says status ${String(problem["status"])}`]),
  ];
};

const judgeStranger = (errors: readonly Reply[]) => {
  const problems = errors.filter(({ answer }) => isProblem(answer));
  if (problems.length === 0) return notApplicable(NO_PROBLEMS);
  const faults = problems.flatMap(({ label, answer }) =>
    faultsByRfc(answer).map((what) => ({ what: `${label} ${what}`, answer })),
  );
  return judge({
    faults,
    checked: problems.length,
    of: "problems",
    wanted: "as RFC 9457 has them",
  });
};

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
    if (isStranger(target)) return judgeStranger(errors);
    const faults = errors.flatMap(({ label, answer }) =>
      problemFaults(answer).map((what) => ({ what: `${label} ${what}`, answer })),
    );
    return judge({ faults, checked: errors.length, of: "error answers", wanted: "all members" });
  },
};
