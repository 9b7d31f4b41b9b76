import type { LimitOverride, LimitOverrides } from "#policy";

/** What a rule decided since the start of this process. */
export interface RuleUse {
  readonly rule: string;
  readonly by: string;
  readonly hits: number;
  readonly blocked: number;
  readonly wouldBlock: number;
}

/** One identity under one rule, and how often it came lately. */
export interface KeyUse {
  readonly rule: string;
  readonly by: string;
  readonly identity: string;
  readonly address: string;
  readonly calls: number;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
}

/** An address or range that is blocked, or always let in. */
export interface ListedAddress {
  readonly id: string;
  readonly range: string;
  readonly kind: "block" | "allow";
  readonly origin: "automatic" | "administrator";
  readonly reason: string;
  readonly level: number;
  /** Milliseconds since the epoch; `until` is null where it does not end by itself. */
  readonly from: number;
  readonly until: number | null;
}

/** The limits of a route as they are now. */
export interface RouteLimits {
  readonly route: string;
  readonly limits: string;
  /** What the code declares, where something else holds now; else null. */
  readonly declared: string | null;
  /** Whether an administrator set them, for all nodes. */
  readonly isOverridden: boolean;
}

/** Many callers share one address, because a proxy is not declared. */
export interface SharedAddressAlarm {
  readonly fault: string;
  readonly address: string;
  readonly since: number;
}

/** The limits and lists that requests meet, for those who look after them. */
export interface LimitControls {
  readonly routes: () => readonly RouteLimits[];
  /**
   * What other windows make of the limits of a route; changes nothing.
   * @throws {BootError} with one sentence for each fault.
   */
  readonly overrideFor: (setting: {
    readonly route: string;
    readonly windows: string;
    readonly by?: string;
    readonly dryRun?: boolean;
  }) => LimitOverride;
  /** Puts these over what code and file say, in the place of those before; what does not fit is left out. */
  readonly adoptOverrides: (overrides: LimitOverrides) => void;
  readonly rules: () => readonly RuleUse[];
  readonly busiest: (count: number) => readonly KeyUse[];
  readonly offenders: (count: number) => readonly KeyUse[];
  /** Gives one identity its budget back; `isCounted` where it is written as it is counted. */
  readonly clear: (
    rule: { readonly name: string; readonly by: string },
    identity: string,
    isCounted: boolean,
  ) => void | Promise<void>;
  /** Addresses with entries, also those that ended lately. */
  readonly entries: () => readonly ListedAddress[];
  readonly replaceEntries: (entries: readonly ListedAddress[]) => void;
  readonly onBlocked: (listener: (entry: ListedAddress) => void) => void;
  /**
   * Blocks an address as for what made it suspicious, on all nodes; undefined where it is never
   * blocked, listed already, or nothing is ever blocked by itself.
   */
  readonly block: (address: string, reason: string) => ListedAddress | undefined;
  /** The one spelling of an address or range; undefined for what is none. */
  readonly rangeOf: (text: string) => string | undefined;
  /** Whether a range holds an address that is never blocked. */
  readonly holdsExempt: (range: string) => boolean;
  readonly holds: (range: string, address: string) => boolean;
  readonly alarm: () => SharedAddressAlarm | undefined;
  /** How suspicion is counted. */
  readonly suspicion: {
    readonly points: Readonly<Record<string, number>>;
    readonly seconds: number;
    /** Lengths of the first block and those that follow, in milliseconds. */
    readonly blockMs: readonly number[];
    /** For how long an ended block makes the next one longer, in milliseconds. */
    readonly rememberedMs: number;
  };
}
