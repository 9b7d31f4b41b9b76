/** The two places in which a release runs on this machine. */
export type Colour = "blue" | "green";

/** What is deployed: a directory with an application in it, and the settings it runs under. */
export interface Release {
  /** Absolute path. */
  readonly directory: string;
  /** Absolute path of the application's file; absent where package.json names it. */
  readonly app?: string;
  /** As it was typed: a profile, or the name of a settings file `.env.<name>`. */
  readonly environment: string;
  readonly name: string;
  readonly version: string;
}

/** The groups of checks that an operator switches on or off, as DEP-02 has them. */
export interface Wanted {
  readonly securityChecks: boolean;
  readonly tests: boolean;
  readonly backup: boolean;
}

/** What one check found; `skipped` and `not-run` have not passed. */
export interface GateResult {
  readonly gate: string;
  readonly group: GateGroup;
  readonly verdict: "pass" | "fail" | "not-run" | "skipped";
  /** One sentence or figure. */
  readonly measured: string;
}

/** Groups of checks; the first two are never skipped. */
export type GateGroup = "pre-deployment" | "environment" | "security" | "performance";

/** What a candidate says about itself before anything of it is opened. */
export interface CandidateFacts {
  readonly name: string;
  readonly version: string;
  /** Whether a second process may work on its database: PostgreSQL yes, the embedded one no. */
  readonly isShared: boolean;
}

/** How a candidate may begin. */
export interface StartRules {
  /** Whether migrations may take away what the release before needs; nothing can go back then. */
  readonly mayContract: boolean;
  /** Whether it may migrate at all. */
  readonly mayMigrate: boolean;
  /** Whether it lets people in although maintenance was declared (DEP-16). */
  readonly endsMaintenance: boolean;
}

/** A release in a process of its own. */
export interface Candidate {
  readonly pid: number;
  readonly facts: CandidateFacts;
  /**
   * Runs it over a copy of the data, which is removed afterwards: migrations, readiness and gates
   * before anything of the real data is touched; no gate where nothing is wanted.
   * @throws with one sentence where it does not start there.
   */
  readonly rehearse: (
    wanted: Wanted | undefined,
    rules: StartRules,
  ) => Promise<readonly GateResult[]>;
  /** Opens the data, migrates and listens. @throws with one sentence. */
  readonly start: (rules: StartRules) => Promise<void>;
  /** The gates, asked of it while it runs. */
  readonly judge: (wanted: Wanted) => Promise<readonly GateResult[]>;
  /** Readiness and smoke; a sentence where it is not fit. */
  readonly look: () => Promise<string | undefined>;
  /** Where it listens; only after `start`. */
  readonly origin: () => string;
  /** Commands for the data directory come to it from now on. */
  readonly activate: () => Promise<void>;
  readonly deactivate: () => Promise<void>;
  /** Has it put what ended into the audit trail. */
  readonly note: () => Promise<void>;
  /** Whether its event loop answers; rejects where it does not in time. */
  readonly beat: () => Promise<unknown>;
  /** Drains and ends. */
  readonly stop: () => Promise<void>;
  readonly kill: () => Promise<void>;
  /** Resolves when the process is gone, with how. */
  readonly gone: Promise<string>;
}

/** Launches releases: code is loaded, nothing is opened yet. @throws with one sentence. */
export type Launch = (release: Release, colour: Colour) => Promise<Candidate>;

/** The public listener, as far as a deploy steers it. */
export interface Listener {
  /** Requests wait from now on. */
  readonly hold: () => void;
  /** Nothing is there to wait for: requests are answered so at once. */
  readonly close: () => void;
  /** Requests go there from now on, those that waited first. */
  readonly point: (target: { readonly origin: string; readonly label: string }) => void;
  /** Resolves when no request there waits for the head of its answer, or after `limitMs`. */
  readonly settle: (origin: string, limitMs: number) => Promise<void>;
}

/** What was tried last, for people. */
export interface Ended {
  readonly number: number;
  readonly outcome: "deployed" | "checked" | "refused" | "rolled back" | "undone";
  readonly reason: string;
  /** ISO. */
  readonly at: string;
}

/** A deploy, rollback or reload that ended, for the audit trail. */
export interface DeployRecord extends Ended {
  readonly kind: "deploy" | "rollback";
  /** Who asked for it: the user of the operating system, or a signal. */
  readonly by: string;
  /** What served before; null where nothing did. */
  readonly from: string | null;
  /** What was to serve: name, version, environment and directory. */
  readonly to: string;
  /** What was checked; null where nothing is, as on the way back. */
  readonly gates: {
    readonly passed: number;
    /** Those that did not pass, each as "name verdict". */
    readonly others: readonly string[];
  } | null;
}

/** A release in its place. */
export interface Placed {
  /** Set where its migrations may take away what the release before needs. */
  readonly mayContract?: true;
  readonly colour: Colour;
  readonly release: Release;
}

/** All that survives the front: written before each step that cannot be taken back. */
export interface DeployState {
  readonly format: 1;
  /** Deploys and rollbacks so far. */
  readonly number: number;
  readonly active: Placed | null;
  /** What a rollback goes back to. */
  readonly previous: Placed | null;
  /** Under way; null where nothing is. */
  readonly under: {
    readonly number: number;
    readonly kind: "deploy" | "rollback";
    readonly by?: string;
    /** What served when it began. */
    readonly from?: Placed | null;
    readonly to: Placed;
    /** `watching`: `to` is active already, and may still be taken back. */
    readonly step: "preparing" | "switching" | "watching";
  } | null;
  readonly last: Ended | null;
  /** The newest that ended, oldest first; absent where a front of before wrote the state. */
  readonly records?: readonly DeployRecord[];
}

/** Where the state is kept. */
export interface StateKeeper {
  readonly read: () => DeployState;
  /** Whole or not at all, and on the disk when it returns. */
  readonly write: (state: DeployState) => void;
}
