import type { Alterations } from "#app";

/** A way to take one control of a throwaway instance away (EVID-03). */
export interface Sabotage {
  /** What is missing then: completes "an instance that …". */
  readonly what: string;
  /** Made anew for each instance, because some keep state. */
  readonly alter?: () => Alterations;
  /** Settings by variable name. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Sabotages by the names that probes give. */
export type Sabotages = Readonly<Record<string, Sabotage>>;
