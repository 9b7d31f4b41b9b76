import type { Clock, StartTimer } from "#core";
import {
  type AlertLimits,
  type AlertReading,
  type AlertRegister,
  type AlertRule,
  limitsFault,
} from "#services/alerts";
import type { AlertRepository } from "./alert-repository.ts";
import type { AlertRow, SettingRow, SilenceRow } from "./alert-rows.ts";
import type { Outcome, Subject, Transition } from "./transition.ts";

/** How often the rules are looked through; each has a pace of its own beyond that. */
export const TICK_MS = 5_000;
const EVERY_MS = 10_000;
const LONGEST_LOOK_MS = 10_000;
/** A little less than the pace, so that a timer that rings early leaves no look out. */
const SLACK_MS = 1_000;

/** What is decided of rules at a moment. */
export interface Decisions {
  readonly settings: ReadonlyMap<string, SettingRow>;
  readonly silences: readonly SilenceRow[];
}

/** The limits that hold for a rule: what an administrator said goes before what was declared. */
export const limitsOf = (
  { limits }: Pick<AlertRule, "limits">,
  setting: Pick<SettingRow, "warning" | "critical"> | undefined,
): AlertLimits | undefined => {
  if (limits === undefined || setting === undefined) return limits;
  const wanted = {
    ...limits,
    warning: setting.warning ?? limits.warning,
    critical: setting.critical ?? limits.critical,
  };
  // What was declared may have changed since: then both together make no sense any more.
  return limitsFault(wanted) === undefined ? wanted : limits;
};

/** Whether nobody is to be told of a rule at an instant. */
export const isSilenced = (silences: readonly SilenceRow[], rule: string, at: number): boolean =>
  silences.some(
    (silence) =>
      (silence.rule === "*" || silence.rule === rule) &&
      silence.from_at <= at &&
      at < silence.until_at,
  );

/** What a lookout is built from. */
export interface LookoutParts {
  readonly register: Pick<AlertRegister, "rules" | "momentRules">;
  readonly repository: Pick<AlertRepository, "open" | "settings" | "silences">;
  readonly transition: Transition;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly onOutcome: (rule: string, outcome: Outcome) => void;
  /** A rule that could not be looked at, or not in time. */
  readonly onFault: (rule: string, fault: unknown) => void;
}

/** Looks at the rules. */
export interface Lookout {
  /** Looks at all that is due. Rejects as the store does. */
  readonly look: () => Promise<void>;
  /** One look at a rule under limits somebody thinks of; changes nothing. */
  readonly tryRule: (
    rule: AlertRule,
    limits: AlertLimits | undefined,
  ) => Promise<AlertReading | undefined>;
}

const GONE: AlertReading = { firing: false, value: 0, detail: "The rule is not there any more." };
const OFF: AlertReading = { firing: false, value: 0, detail: "The rule was switched off." };
const OVER: AlertReading = { firing: false, value: 0, detail: "Nothing more of it was noticed." };

/** What an alert that goes on is about. */
export const subjectOf = (
  row: AlertRow,
  words: Pick<AlertRule, "about" | "advice"> | undefined,
): Subject => ({
  rule: row.rule,
  openKey: row.open_key ?? row.rule,
  about: words?.about ?? row.rule,
  advice: words?.advice,
  severity: row.severity,
  address: row.address,
  accountId: row.account_id,
});

const ruleSubject = ({ id, about, advice, severity }: AlertRule): Subject => ({
  rule: id,
  openKey: id,
  about,
  advice,
  severity,
  address: null,
  accountId: null,
});

/** Reads decisions: few rows, so all of them at every look. */
export const readDecisions = async (
  repository: Pick<AlertRepository, "settings" | "silences">,
  at: number,
): Promise<Decisions> => ({
  settings: new Map((await repository.settings()).map((row) => [row.rule, row])),
  silences: await repository.silences(at),
});

/** Builds it. What has to hold for a while is remembered here, so a restart begins that wait anew. */
export const createLookout = (parts: LookoutParts): Lookout => {
  const { register, repository, transition, clock, startTimer, onOutcome, onFault } = parts;
  const lookedAt = new Map<string, number>();
  const pending = new Map<string, number>();

  const tryRule = async (
    rule: AlertRule,
    limits: AlertLimits | undefined,
  ): Promise<AlertReading | undefined> => {
    let cancel = (): void => undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = startTimer(LONGEST_LOOK_MS, () => reject(new Error("took longer than 10 s")));
    });
    try {
      return await Promise.race([rule.evaluate(clock.now(), limits), late]);
    } finally {
      cancel();
    }
  };

  const readingOf = async (rule: AlertRule, decisions: Decisions) => {
    const setting = decisions.settings.get(rule.id);
    if (setting?.is_off === 1) return OFF;
    try {
      return await tryRule(rule, limitsOf(rule, setting));
    } catch (fault) {
      onFault(rule.id, fault);
      return undefined;
    }
  };

  const judgeRule = async (
    rule: AlertRule,
    open: AlertRow | undefined,
    decisions: Decisions,
  ): Promise<void> => {
    const at = clock.now();
    lookedAt.set(rule.id, at);
    const reading = await readingOf(rule, decisions);
    const pendingSince = pending.get(rule.id);
    // Nothing is wrong and nothing was: nothing is written.
    if (open === undefined && reading?.firing !== true) {
      if (reading !== undefined) pending.delete(rule.id);
      return;
    }
    const outcome = await transition(ruleSubject(rule), reading, {
      at,
      forMs: rule.forMs ?? 0,
      pendingSince,
      isSilenced: isSilenced(decisions.silences, rule.id, at),
      quietAt: undefined,
      responses: [],
    });
    if (outcome.pendingSince === undefined) pending.delete(rule.id);
    else pending.set(rule.id, outcome.pendingSince);
    onOutcome(rule.id, outcome);
  };

  /** An alert that no rule is looked at for: of a moment, or of a rule that is gone. */
  const judgeOther = async (row: AlertRow, decisions: Decisions): Promise<void> => {
    const at = clock.now();
    const words = register.momentRules().find(({ id }) => id === row.rule);
    const isOff = decisions.settings.get(row.rule)?.is_off === 1;
    const isOver = row.quiet_at !== null && row.quiet_at <= at;
    const silent = isSilenced(decisions.silences, row.rule, at);
    let reading: AlertReading | undefined;
    if (words === undefined) reading = GONE;
    else if (isOff) reading = OFF;
    else if (isOver) reading = OVER;
    // It goes on, and there is nobody to be told anew.
    else if (row.noticed_severity === row.severity || silent) return;
    const outcome = await transition(subjectOf(row, words), reading, {
      at,
      forMs: 0,
      pendingSince: undefined,
      isSilenced: silent,
      quietAt: undefined,
      responses: [],
    });
    onOutcome(row.rule, outcome);
  };

  return {
    tryRule,
    look: async () => {
      const now = clock.now();
      const decisions = await readDecisions(repository, now);
      const rows = await repository.open();
      const rules = register.rules();
      const known = new Set(rules.map(({ id }) => id));
      for (const rule of rules) {
        const passed = now - (lookedAt.get(rule.id) ?? Number.NEGATIVE_INFINITY);
        if (passed >= 0 && passed < (rule.everyMs ?? EVERY_MS) - SLACK_MS) continue;
        await judgeRule(
          rule,
          rows.find(({ open_key }) => open_key === rule.id),
          decisions,
        );
      }
      for (const row of rows) if (!known.has(row.rule)) await judgeOther(row, decisions);
    },
  };
};
