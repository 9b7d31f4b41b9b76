/** How grave an alert is: somebody should look, or somebody has to come. */
export type AlertSeverity = "warning" | "critical";

/** What one look at a rule found. */
export interface AlertReading {
  readonly firing: boolean;
  /** What was measured, in the unit of the rule. */
  readonly value: number;
  /** One sentence for people, free of secrets and of anything that was sent. */
  readonly detail: string;
  /** Graver, or less so, than the rule itself says; the rule's own where it is absent. */
  readonly severity?: AlertSeverity;
}

/** From where on a rule fires; an administrator may set others. */
export interface AlertLimits {
  /** What the figures count: a share from 0 to 1, seconds, or things. */
  readonly unit: "ratio" | "seconds" | "count";
  /** Whether values above the limits fire (the usual), or those below. */
  readonly fires: "above" | "below";
  /** A value that passes it is a warning. */
  readonly warning: number;
  /** One that passes this is critical; undefined where the rule never is. */
  readonly critical?: number | undefined;
}

/** Which chart shows what a rule looks at: a metric of the history. */
export interface AlertChart {
  readonly metric: string;
  /** Such as "rate", "value", "p95". */
  readonly statistic?: string;
  /** Such as "status:5*". */
  readonly where?: string;
}

/** What all rules have. */
interface RuleWords {
  /** Kebab-case, unique over the application; a label of metrics. */
  readonly id: string;
  /** What is wrong while it fires, in one sentence for people. */
  readonly about: string;
  readonly severity: AlertSeverity;
  /** What to do about it, in a few words; shown and sent with the alert. */
  readonly advice?: string;
}

/** A rule that is looked at again and again, on one node at a time. */
export interface AlertRule extends RuleWords {
  /**
   * Looks. Undefined says that nothing can be said (nothing was counted, too little): the state
   * stays as it is. A rejection is the same, and counted. Must end within ten seconds.
   * @param at Milliseconds since the epoch.
   * @param limits The limits that hold now, where the rule has any.
   */
  readonly evaluate: (
    at: number,
    limits: AlertLimits | undefined,
  ) => Promise<AlertReading | undefined>;
  /** Milliseconds between two looks; default 10,000, and no less. */
  readonly everyMs?: number;
  /** Has to fire for so many milliseconds before it is an alert; default 0. */
  readonly forMs?: number;
  /** Limits that administrators may change; without them it can be silenced, and nothing else. */
  readonly limits?: AlertLimits;
  readonly chart?: AlertChart;
  /** The same rule for a Prometheus beside it (deployment/monitoring). */
  readonly prometheus?: { readonly expr: string; readonly for: string };
}

/** A rule about moments: whoever notices one says so, and it is over when none follows. */
export interface MomentRule extends RuleWords {
  /** It is over when nothing of it was noticed for so many milliseconds. */
  readonly quietMs: number;
}

/** A moment that meets a {@link MomentRule}. */
export interface AlertMoment {
  readonly rule: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly value: number;
  /** One sentence for people, free of secrets and of anything that was sent. */
  readonly detail: string;
  readonly severity?: AlertSeverity;
  /** Whose doing it is, where it is somebody's: each address or account is an alert of its own. */
  readonly address?: string;
  readonly accountId?: string;
}

/** What an automatic response did, for the record of the incident (OBS-11). */
export interface AlertResponse {
  /** What was seen, by the rule that saw it. */
  readonly moment: AlertMoment;
  /** What was done about it, in one sentence for people. */
  readonly done: string;
}

/** Rules of an application, and moments that meet them. */
export interface Alerts {
  /** Adds a rule; to be called in a module's `setup`. @throws {RangeError} for an id that is taken or not kebab-case. */
  readonly declare: (rule: AlertRule) => void;
  /** Adds a rule about moments. @throws {RangeError} as `declare`. */
  readonly declareMoment: (rule: MomentRule) => void;
  /**
   * Tells of a moment; never waits, never throws. Nobody hears it where the module alerts is not part
   * of the application.
   */
  readonly raise: (moment: AlertMoment) => void;
  /** The same, with what was done about it by itself. */
  readonly respond: (response: AlertResponse) => void;
}

/** The register, as the module that looks at rules knows it. */
export interface AlertRegister extends Alerts {
  readonly rules: () => readonly AlertRule[];
  readonly momentRules: () => readonly MomentRule[];
  /** Whoever takes moments in; the last one that asked. */
  readonly listen: (listener: {
    readonly onMoment: (moment: AlertMoment) => void;
    readonly onResponse: (response: AlertResponse) => void;
  }) => void;
}
