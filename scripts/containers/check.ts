/** One claim, and what was found when it was looked at. */
export interface Finding {
  readonly id: string;
  /** One sentence. */
  readonly claim: string;
  readonly requirement: string;
  readonly verdict: "pass" | "fail" | "not-run";
  /** A figure or a sentence; why, where it did not run. */
  readonly measured: string;
  readonly seconds: number;
}

/** Something that can be looked at; returns what was measured. @throws {Error} where it does not hold. */
export interface Check {
  readonly id: string;
  readonly claim: string;
  readonly requirement: string;
  readonly look: () => Promise<string>;
}

/** What is missing here to look at something: no pass, and no failure either. */
export class NotRun extends Error {}

/** @throws {Error} with the sentence where something is not as it is claimed. */
export const hold = (isSo: boolean, otherwise: string): void => {
  if (!isSo) throw new Error(otherwise);
};

/** Looks at one claim after the other; whatever one finds, the next is looked at. */
export const lookAt = async (
  checks: readonly Check[],
  tell: (finding: Finding) => void,
): Promise<readonly Finding[]> => {
  const findings: Finding[] = [];
  for (const { id, claim, requirement, look } of checks) {
    const began = performance.now();
    let verdict: Finding["verdict"] = "pass";
    let measured: string;
    try {
      measured = await look();
    } catch (fault) {
      verdict = fault instanceof NotRun ? "not-run" : "fail";
      measured = fault instanceof Error ? fault.message : String(fault);
    }
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    const finding = { id, claim, requirement, verdict, measured, seconds };
    tell(finding);
    findings.push(finding);
  }
  return findings;
};
