import type { StartTimer } from "#core";
import type {
  Ended,
  GateResult,
  Launch,
  Listener,
  Release,
  StateKeeper,
  Wanted,
} from "./contract.ts";

/** What a deploy is asked to do. */
export interface DeployOrder {
  readonly release: Release;
  /** Who asked for it: the user of the operating system, or a signal. */
  readonly by: string;
  /** Undefined where it only has to start: nothing is checked then. */
  readonly wanted: Wanted | undefined;
  /** Whether migrations may take away what the release before needs; nothing can go back then. */
  readonly mayContract: boolean;
  /** Names of gates that the operator answers for himself. */
  readonly without: readonly string[];
  /** Whether a check that could not be made refuses the deploy like one that failed. */
  readonly isStrict: boolean;
  /** Stop after the checks. */
  readonly isDryRun: boolean;
}

/** What happens, as it happens. */
export type Progress =
  | { readonly kind: "step"; readonly what: string }
  | { readonly kind: "gate"; readonly result: GateResult }
  | { readonly kind: "end"; readonly ended: Ended };

/** Times of a deploy in milliseconds. */
export interface DeployTimes {
  /** Longest wait for requests at the old slot before it is told to end. */
  readonly settleMs: number;
  /** How long the new slot is watched before the old one is given up. */
  readonly watchMs: number;
  readonly watchEveryMs: number;
  /** Between two heartbeats of the slot that serves. */
  readonly beatMs: number;
  /** Before a crashed slot is started again, doubled up to a minute. */
  readonly restartMs: number;
}

/** What a deploy is made with. */
export interface DeployParts {
  readonly state: StateKeeper;
  readonly launch: Launch;
  readonly listener: Listener;
  readonly times: DeployTimes;
  readonly startTimer: StartTimer;
  /** ISO time of now. */
  readonly stamp: () => string;
  readonly tell: (progress: Progress) => void;
  /** Takes the marker of maintenance away: a whole deploy succeeded (DEP-16). */
  readonly endMaintenance: () => void;
}

/** A deploy or rollback that is refused before anything was touched: one sentence. */
export class DeployRefused extends Error {}
