import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take longest, longest first: of the end-to-end tests those of more than thirty seconds, of the
 * thorough ones those of more than ten. On a fresh machine Vitest knows sizes only, and a short file that
 * works long would begin last and leave the other cores without work.
 */
const LONGEST = [
  "e2e/sabotage",
  "e2e/evidence/audit",
  "e2e/protection/policy-numbers",
  "e2e/data/application-kill",
  "e2e/scans/sqlmap",
  "e2e/scans/slowhttptest",
  "e2e/identity/object-ownership",
  "e2e/command-line",
  "e2e/pages/cibozer/offline",
  "e2e/pages/admin-pages",
  "e2e/pages/sign-in-pages",
  "e2e/pages/accessibility",
  "e2e/identity/role-matrix",
  "e2e/pages/harmless-pages",
  "e2e/failover/plan",
  "e2e/foreign/foreign",
  "e2e/pages/limits-page",
  "e2e/pages/security-page",
  "e2e/pages/security-events-page",
  "e2e/data/jobs",
  "e2e/documentation",
  "e2e/deploy/slots",
  "e2e/evidence/drill",
  "e2e/gateway/gateway",
  "e2e/scans/ffuf",
  "e2e/protection/harmless-input",
  "packages/plinth/src/readiness/hostile/hostile.thorough",
  "packages/plinth/src/protection/patterns/patterns.thorough",
  "apps/cibozer/core/plan/plans.thorough",
] as const;

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return place === -1 ? LONGEST.length : place;
};

/** Begins what takes longest first; the rest in Vitest's own order. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
