import type { Config } from "#config";
import type { GateGroup } from "../contract.ts";

/** A route, as far as gates look at it. */
export interface GateRoute {
  readonly method: string;
  readonly path: string;
  readonly access: { readonly kind: string };
  readonly body: unknown;
  readonly upload: unknown;
  readonly responses: Readonly<Record<number, unknown>>;
  readonly produces: string;
  readonly limits: readonly {
    readonly dryRun: boolean;
    readonly windows: readonly { readonly limit: number; readonly seconds: number }[];
  }[];
  readonly limitExempt: string | null;
  readonly errors: readonly string[];
}

/** A question to the candidate itself. */
export interface GateQuestion {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whom the call counts for: an address of documentation where none is given; null for itself. */
  readonly from?: string | null;
}

/** What came back. */
export interface GateAnswer {
  readonly status: number;
  /** By small name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** All that gates look at; a running candidate brings it, tests bring their own. */
export interface GateContext {
  readonly config: Pick<
    Config,
    "profile" | "server" | "secrets" | "redis" | "database" | "limits" | "dataDirectory"
  >;
  readonly routes: readonly GateRoute[];
  readonly catalogue: Readonly<
    Record<
      string,
      { readonly status: number; readonly title: string; readonly explanation: string }
    >
  >;
  readonly ask: (question: GateQuestion) => Promise<GateAnswer>;
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number;
  /** What is worth a second look in the settings, a sentence each. */
  readonly findings: () => readonly string[];
  /** Puts a value into a shared namespace, reads it twice, drops it; what was read each time. */
  readonly cacheRoundTrip: () => Promise<{
    readonly read: readonly unknown[];
    readonly computed: number;
    readonly dropped: unknown;
  }>;
  /** Undefined where none is configured; rejects where it does not answer. */
  readonly pingRedis: (() => Promise<void>) | undefined;
  readonly pingDatabase: () => Promise<{ readonly kind: string; readonly pool: string }>;
  readonly pendingMigrations: () => Promise<readonly string[]>;
  /** Writes a line and says whether it came through within a second. */
  readonly logLine: () => Promise<boolean>;
  readonly metricsText: () => Promise<string>;
  /** The files that hold secrets, with their permission bits. */
  readonly secretFiles: () => readonly { readonly path: string; readonly mode: number }[];
  /** The command lines of the processes of this deploy. */
  readonly commandLines: () => readonly string[];
  /** Undefined where the application has no alerts; what became of a test at each who is told. */
  readonly testAlert:
    | (() => Promise<
        readonly { readonly sink: string; readonly outcome: string; readonly detail: string }[]
      >)
    | undefined;
  /** `npm audit --json` of the release; undefined where there is nothing that it could read. */
  readonly vulnerabilities: (() => Promise<string>) | undefined;
}

/** One check; gives a figure or sentence back, and throws where it does not hold. */
export interface Gate {
  /** Stable, kebab-case; what `--without` names. */
  readonly id: string;
  readonly group: GateGroup;
  readonly run: (context: GateContext) => string | Promise<string>;
}

/** The check did not hold: one sentence. */
export class GateFault extends Error {}

/** The check could not be made: one sentence. */
export class GateNotRun extends Error {}
