import type { Clock } from "#core";
import type { Severity } from "#readiness";
import type { Incident } from "./incident.ts";
import type { Instance, InstanceOptions } from "./instance/instance.ts";

/** What could have been lost, and how much of it was. */
export interface Loss {
  /** In the plural, such as "acknowledged writes". */
  readonly what: string;
  readonly of: number;
  readonly lost: number;
}

/** What a drill found out. It passed where there are no faults. */
export interface Outcome {
  /** Milliseconds from the cause until it showed from outside; undefined where it never did. */
  readonly detectMs?: number | undefined;
  /** Milliseconds from the end of the cause (for a kill: from the kill) until all was well again. */
  readonly recoverMs?: number | undefined;
  readonly lost: Loss;
  /** Everything that did not hold, a sentence each. */
  readonly faults: readonly string[];
}

/** What a drill works with. Whatever it hands out is gone when the drill is over. */
export interface Scene {
  readonly clock: Clock;
  readonly incident: Incident;
  /** Whole number that determines what is chosen by chance. */
  readonly seed: number;
  /** Starts an application of the drill's own. Data directory and settings are nobody else's. */
  readonly start: (options?: Partial<InstanceOptions>) => Promise<Instance>;
  /** How often what can be repeated is to be; undefined for as often as the drill does by itself. */
  readonly count: number | undefined;
  /** An empty directory. */
  readonly directory: () => string;
  /** Calls back when the drill is over, last come first. */
  readonly defer: (cleanUp: () => unknown) => void;
}

/** Something breaks on purpose, and what must hold meanwhile and afterwards is looked at. */
export interface Drill {
  /** Stable, kebab-case, never reused. */
  readonly id: string;
  readonly claim: string;
  /** What must hold, a sentence each. */
  readonly holds: readonly string[];
  readonly requirements: readonly string[];
  /** The standard that asks for it. */
  readonly standard: string;
  readonly severity: Severity;
  readonly remedy: string;
  /** Days for which its result counts (EVID-14). */
  readonly shelfLifeDays: number;
  /** Names of the switches that must turn it red, each alone (EVID-03). */
  readonly sabotages: readonly string[];
  readonly run: (scene: Scene) => Promise<Outcome>;
}

/** What the drill needs is not on this machine: verdict not-run, with this reason. */
export class NotRunError extends Error {}

/** The application has nothing that the drill is about: verdict not-applicable. */
export class NotApplicableError extends Error {}

/** The instance did what no drill can go on from, such as not starting again: verdict fail. */
export class DrillFault extends Error {}
