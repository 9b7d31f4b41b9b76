import type { Claim } from "#policy";
import type { Target } from "./target.ts";

export { DEPTHS, type Depth, type Fault, SEVERITIES, type Severity } from "#policy";

/** What a probe found. Only `pass` ever raises a score (P-068). */
export type Verdict = "pass" | "fail" | "warn" | "not-run" | "not-applicable" | "blocked";

/** One exchange that shows the verdict: enough to repeat it by hand. */
export interface Evidence {
  readonly request: string;
  readonly answer: string;
}

/** What running a probe gives back. */
export interface Finding {
  readonly verdict: Exclude<Verdict, "not-run">;
  /** What was measured, in words or figures. */
  readonly measured: string;
  /** What would have passed. */
  readonly wanted: string;
  readonly evidence?: readonly Evidence[];
  /** Each fault is of one answer alone: no other request had a part in it, answered or not. */
  readonly isEachAlone?: boolean;
}

/** A claim about a running service, and the way to check it from outside. */
export interface Probe extends Claim {
  /** The claim is about what a busy or closed target answers; elsewhere 408 and 503 are no fault. */
  readonly isAboutLoad?: boolean;
  /** Name of the switch that must turn this probe red. */
  readonly sabotage: string;
  /** The file of the application that brings it; undefined for those of Plinth. */
  readonly application?: string;
  /** Leaves the target as it found it, apart from what its depth allows. */
  readonly run: (target: Target) => Promise<Finding>;
}

/** Something that keeps a probe from judging, such as a limit that is used up: verdict `blocked`. */
export class BlockedError extends Error {}

/** The target has nothing that the claim is about. */
export const notApplicable = (why: string): Finding => ({
  verdict: "not-applicable",
  measured: why,
  wanted: "something to look at",
});

/**
 * The target's document does not name what the claim is about. Where there is a document that the
 * audit may not or cannot read, nobody can say so: the probe is blocked, and counts.
 * @throws {BlockedError} when the document was not read.
 */
export const undocumented = (target: Target, why: string): Finding => {
  if (target.unreadDocument !== undefined) {
    throw new BlockedError(`${target.unreadDocument}, so the policies cannot be read`);
  }
  return notApplicable(why);
};

/** The claim could not be judged from outside this time. */
export const warn = (measured: string, wanted: string): Finding => ({
  verdict: "warn",
  measured,
  wanted,
});
