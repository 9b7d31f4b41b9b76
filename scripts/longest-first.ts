import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * End-to-end files of more than a minute, longest first. On a fresh machine Vitest knows sizes only, and
 * a short file that works long would begin last and leave the other cores without work.
 */
const LONGEST = [
  "sabotage",
  "scans/sqlmap",
  "evidence/audit",
  "scans/wapiti",
  "data/application-kill",
  "protection/policy-numbers",
  "pages/sign-in-pages",
  "pages/admin-pages",
  "scans/slowhttptest",
  "pages/accessibility",
  "identity/role-matrix",
  "pages/cibozer/week",
  "data/jobs",
  "evidence/drill",
  "deploy/slots",
] as const;

const placeOf = ({ moduleId }: TestSpecification): number => {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`/e2e/${name}.test.ts`));
  return place === -1 ? LONGEST.length : place;
};

/** Begins what takes longest first; the rest in Vitest's own order. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
