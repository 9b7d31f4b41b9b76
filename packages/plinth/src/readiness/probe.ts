import type { Owasp } from "./owasp.ts";
import type { Answer, Target } from "./target.ts";

/** What a probe found. Only `pass` ever raises a score (P-068). */
export type Verdict = "pass" | "fail" | "warn" | "not-run" | "not-applicable" | "blocked";

/**
 * How deep a probe reaches: `look` only reads and works on any URL, `touch` makes test accounts and
 * bounded writes, `drill` kills and restores.
 */
export const DEPTHS = ["look", "touch", "drill"] as const;
export type Depth = (typeof DEPTHS)[number];

/** From what must be fixed first to what is good to know. */
export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof SEVERITIES)[number];

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
}

/** A claim about a running service, and the way to check it from outside. */
export interface Probe {
  /** Stable, kebab-case, never reused. */
  readonly id: string;
  readonly claim: string;
  readonly requirements: readonly string[];
  /** The standard that asks for it, such as "OWASP ASVS 5 V3.4.1" or "RFC 9457". */
  readonly standard: string;
  /** What goes wrong where the claim does not hold, by OWASP Top 10:2021; "none" for conformance. */
  readonly owasp: Owasp;
  readonly severity: Severity;
  readonly depth: Depth;
  /** A concrete line to change. */
  readonly remedy: string;
  /** The claim is about what a busy or closed target answers; elsewhere 408 and 503 are no fault. */
  readonly isAboutLoad?: boolean;
  /** Name of the switch that must turn this probe red. */
  readonly sabotage: string;
  /** Leaves the target as it found it, apart from what its depth allows. */
  readonly run: (target: Target) => Promise<Finding>;
}

/** Something that keeps a probe from judging, such as a limit that is used up: verdict `blocked`. */
export class BlockedError extends Error {}

/** One thing that is not as claimed. */
export interface Fault {
  readonly what: string;
  readonly answer?: Answer;
}

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
