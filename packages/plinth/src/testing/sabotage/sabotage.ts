import type { Alterations } from "#app";
import type { TestCertificate } from "../certificates.ts";

/** A way to take one control of a throwaway instance away (EVID-03). */
export interface Sabotage {
  /** What is missing then: completes "an instance that …". */
  readonly what: string;
  /** Made anew for each instance, because some keep state; hears of its certificate, if it has one. */
  readonly alter?: (certificate?: TestCertificate) => Alterations;
  /** Settings by variable name. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Looks at it over HTTPS: its certificate lasts so many days, 90 if not said, and whoever audits
   * may not know who made it.
   */
  readonly secure?: { readonly days?: number; readonly isUnknown?: true };
  /** It has a place for backups, which is removed with it. */
  readonly isBackedUp?: true;
  /** Its backups have a place, and it leads; somebody stands by, or nobody does. */
  readonly standbys?: 0 | 1;
  /** It was deployed twice by a front. */
  readonly isDeployed?: true;
  /**
   * Probes that claim something else and cannot hold without this control either; every other probe
   * that does not name this sabotage has to stay as it is.
   */
  readonly alsoRed?: readonly string[];
  /** Looks at it as somebody on another machine would. */
  readonly isElsewhere?: true;
}

/** Sabotages by the names that probes give. */
export type Sabotages = Readonly<Record<string, Sabotage>>;
