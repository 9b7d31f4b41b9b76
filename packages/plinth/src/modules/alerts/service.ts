import { type Clock, type IdGenerator, platformErrors } from "#core";
import {
  type AlertLimits,
  type AlertRegister,
  type AlertRule,
  limitsFault,
} from "#services/alerts";
import { redactText } from "#telemetry";
import type { AlertQuery, AlertRepository } from "./engine/alert-repository.ts";
import type { SettingRow } from "./engine/alert-rows.ts";
import type { Lookout } from "./engine/lookout.ts";
import type { DeliveryRepository } from "./sinks/delivery-repository.ts";
import type { Notice } from "./sinks/notice.ts";
import type { SinkName } from "./sinks/post.ts";
import { alertView, iso, ruleView, silenceView, wordsOf } from "./views.ts";

const PAGE = 50;
const MINUTE_MS = 60_000;
const MAX_ERROR = 300;

/** Limits that somebody wants; null for what was declared. */
export interface WantedLimits {
  readonly warning: number | null;
  readonly critical: number | null;
}

/** What the service is built from. */
export interface AlertServiceParts {
  readonly register: Pick<AlertRegister, "rules" | "momentRules">;
  readonly repository: AlertRepository;
  readonly deliveries: DeliveryRepository;
  readonly lookout: Pick<Lookout, "tryRule">;
  readonly incidents: { readonly openCount: () => Promise<number> };
  readonly sinks: readonly SinkName[];
  /** Sends a notice at once, past queue and cap; rejects with why it did not arrive. */
  readonly sendNow: (sink: SinkName, notice: Notice) => Promise<"arrived" | "queued">;
  readonly context: () => Pick<Notice, "application" | "environment" | "url">;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  /** Writes what moments brought before somebody looks. */
  readonly settle: () => Promise<void>;
}

const badLimit = (field: string, message: string) =>
  platformErrors.make.VALIDATION_ERROR({
    faults: [{ field: `body.${field}`, rule: "limit", message }],
  });

/** The limits of a rule with what somebody wants of them. @throws {AppError} VALIDATION_ERROR */
const requireLimits = (
  { limits }: Pick<AlertRule, "limits">,
  { warning, critical }: WantedLimits,
): AlertLimits | undefined => {
  if (limits === undefined) {
    if (warning === null && critical === null) return undefined;
    throw badLimit("warning", "cannot be set: this rule has no limits");
  }
  if (limits.critical === undefined && critical !== null) {
    throw badLimit("critical", "cannot be set: this rule is never critical");
  }
  const wanted = {
    ...limits,
    warning: warning ?? limits.warning,
    critical: critical ?? limits.critical,
  };
  const fault = limitsFault(wanted);
  if (fault === undefined) return wanted;
  throw badLimit(warning === null ? "critical" : "warning", fault);
};

const createRuleControl = (parts: AlertServiceParts) => {
  const { register, repository, lookout, clock } = parts;

  const requireRule = (id: string) => {
    const rule = wordsOf(register, id);
    if (rule === undefined) throw platformErrors.make.NOT_FOUND();
    return rule;
  };

  return {
    /** Whether nobody switched a rule off. */
    isOn: async (id: string): Promise<boolean> =>
      (await repository.settings()).every(({ rule, is_off }) => rule !== id || is_off === 0),
    rules: async () => {
      const now = clock.now();
      const settings = new Map((await repository.settings()).map((row) => [row.rule, row]));
      const open = new Set((await repository.open()).map(({ rule }) => rule));
      return {
        rules: [...register.rules(), ...register.momentRules()].map((rule) =>
          ruleView(rule, settings.get(rule.id), open.has(rule.id)),
        ),
        silences: (await repository.silences(now)).map(silenceView),
      };
    },
    /** @throws {AppError} NOT_FOUND, VALIDATION_ERROR */
    saveRule: async (
      accountId: string,
      id: string,
      wanted: WantedLimits & { readonly isOn: boolean },
    ) => {
      const rule = requireRule(id);
      requireLimits("evaluate" in rule ? rule : {}, wanted);
      const { warning, critical, isOn } = wanted;
      const row: SettingRow = {
        rule: id,
        warning,
        critical,
        is_off: isOn ? 0 : 1,
        changed_at: clock.now(),
        changed_by: accountId,
      };
      const isDeclared = isOn && warning === null && critical === null;
      if (isDeclared) await repository.removeSetting(id);
      else await repository.saveSetting(row);
      const open = (await repository.open()).some((alert) => alert.rule === id);
      return ruleView(rule, isDeclared ? undefined : row, open);
    },
    /** What a look with these limits finds now; nothing changes. @throws as `saveRule` */
    tryRule: async (id: string, wanted: WantedLimits) => {
      const rule = requireRule(id);
      if (!("evaluate" in rule)) {
        return { firing: null, value: null, severity: null, detail: "It waits for a moment." };
      }
      const limits = requireLimits(rule, wanted);
      try {
        const reading = await lookout.tryRule(rule, limits);
        if (reading !== undefined) {
          const { firing, value, detail, severity = rule.severity } = reading;
          return { firing, value, detail, severity: firing ? severity : null };
        }
      } catch (fault) {
        const words = fault instanceof Error ? fault.message : String(fault);
        const detail = `It could not be looked at: ${redactText(words)}`.slice(0, MAX_ERROR);
        return { firing: null, value: null, severity: null, detail };
      }
      return { firing: null, value: null, severity: null, detail: "Nothing can be said now." };
    },
    silence: async (
      accountId: string,
      wanted: { readonly rule: string; readonly minutes: number; readonly reason: string },
    ) => {
      if (wanted.rule !== "*") requireRule(wanted.rule);
      const now = clock.now();
      const row = {
        id: parts.newId(),
        rule: wanted.rule,
        reason: wanted.reason,
        from_at: now,
        until_at: now + wanted.minutes * MINUTE_MS,
        made_by: accountId,
      };
      await repository.addSilence(row);
      return silenceView(row);
    },
    /** @throws {AppError} NOT_FOUND */
    endSilence: async (id: string) => {
      if (!(await repository.endSilence(id, clock.now()))) throw platformErrors.make.NOT_FOUND();
    },
  };
};

/** What is sent when somebody tries whether notices arrive. */
const testNotice = ({ context, clock }: AlertServiceParts, id: string): Notice => ({
  ...context(),
  id,
  kind: "test",
  alert: id,
  rule: "test",
  severity: "warning",
  about: "Somebody tries whether notices arrive.",
  detail: "Nothing is wrong.",
  advice: undefined,
  value: 0,
  address: undefined,
  accountId: undefined,
  startedAt: clock.now(),
  at: clock.now(),
  endedAt: undefined,
  heldBack: [],
  leftOut: 0,
});

/** Builds the service: what people see and do of alerts and their rules (OBS-08, OBS-09). */
export const createAlertService = (parts: AlertServiceParts) => {
  const { register, repository, deliveries, sinks, clock, newId } = parts;

  const sinkView = async (name: SinkName) => {
    const { waiting, held, lastSentAt, lastError } = await deliveries.figures(name);
    return {
      name,
      waiting,
      held,
      lastSentAt: lastSentAt === undefined ? null : iso(lastSentAt),
      lastError: lastError ?? null,
    };
  };

  return {
    ...createRuleControl(parts),
    page: async (query: Omit<AlertQuery, "limit">) => {
      // Whoever looks sees what happened a moment ago.
      await parts.settle();
      const rows = await repository.page({ ...query, limit: PAGE + 1 });
      const shown = rows.slice(0, PAGE);
      return {
        alerts: shown.map((row) => alertView(row, wordsOf(register, row.rule))),
        next: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null,
      };
    },
    /** How many there are, and how the ways out do. */
    standing: async () => {
      const { open, unseen } = await repository.counts();
      const views = [];
      for (const name of sinks) views.push(await sinkView(name));
      return { open, unseen, incidents: await parts.incidents.openCount(), sinks: views };
    },
    /** @throws {AppError} NOT_FOUND */
    acknowledge: async (accountId: string, id: string) => {
      const isThere = await repository.acknowledge(id, accountId, clock.now());
      if (!isThere) throw platformErrors.make.NOT_FOUND();
    },
    /** Sends a test to every sink, and tells what became of it. */
    test: async () => {
      const results = [];
      for (const sink of sinks) {
        try {
          const outcome = await parts.sendNow(sink, testNotice(parts, newId()));
          const detail =
            outcome === "arrived"
              ? "It was taken."
              : "It is on its way; see Mail for what becomes of it.";
          results.push({ sink, outcome, detail });
        } catch (fault) {
          const words = fault instanceof Error ? fault.message : String(fault);
          const detail = redactText(words).slice(0, MAX_ERROR);
          results.push({ sink, outcome: "failed" as const, detail });
        }
      }
      return results;
    },
  };
};

/** What people see and do of alerts. */
export type AlertControl = ReturnType<typeof createAlertService>;
