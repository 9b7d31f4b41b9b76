import { addressKey, type Clock, type StartTimer } from "#core";
import type { AlertMoment, AlertRegister, AlertResponse } from "#services/alerts";
import { createOutbox } from "#services/background";
import type { AlertRepository } from "./alert-repository.ts";
import { isSilenced, readDecisions } from "./lookout.ts";
import type { Outcome, Subject, Transition } from "./transition.ts";

/** Moments that wait to be written: a flood of them is counted and left out. */
const MAX_WAITING = 1_000;
const MAX_RESPONSES = 20;

interface Waiting {
  readonly moment: AlertMoment;
  readonly responses: readonly string[];
}

/** What moments are taken in by. */
export interface MomentParts {
  readonly register: Pick<AlertRegister, "momentRules">;
  readonly repository: Pick<AlertRepository, "settings" | "silences">;
  readonly transition: Transition;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  /** Names an address or account without holding it. */
  readonly hash: (text: string) => string;
  readonly onOutcome: (rule: string, outcome: Outcome) => void;
  readonly onDropped: (count: number) => void;
  readonly onFault: (fault: unknown) => void;
}

/** Takes moments in, on whatever node they were noticed. */
export interface Moments {
  readonly onMoment: (moment: AlertMoment) => void;
  readonly onResponse: (response: AlertResponse) => void;
  /** Resolves when what was heard is written, or could not be. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Builds it: moments of one key that wait are one, and are written half a second later. */
export const createMoments = (parts: MomentParts): Moments => {
  const { register, repository, transition, clock, hash, onOutcome } = parts;

  const keyOf = ({ rule, address, accountId }: AlertMoment): string => {
    const whose = [address, accountId].filter((part) => part !== undefined).join(" ");
    return whose === "" ? rule : `${rule} ${hash(whose)}`;
  };

  const write = async ({ moment, responses }: Waiting): Promise<void> => {
    const rule = register.momentRules().find(({ id }) => id === moment.rule);
    if (rule === undefined) {
      parts.onFault(new RangeError(`no module declares the alert rule ${moment.rule}`));
      return;
    }
    const now = clock.now();
    const { settings, silences } = await readDecisions(repository, now);
    if (settings.get(rule.id)?.is_off === 1) return;
    const subject: Subject = {
      rule: rule.id,
      openKey: keyOf(moment),
      about: rule.about,
      advice: rule.advice,
      severity: rule.severity,
      address: moment.address ?? null,
      accountId: moment.accountId ?? null,
    };
    const { value, detail, severity = rule.severity } = moment;
    const outcome = await transition(
      subject,
      { firing: true, value, detail, severity },
      {
        at: now,
        forMs: 0,
        pendingSince: undefined,
        isSilenced: isSilenced(silences, rule.id, now),
        quietAt: now + rule.quietMs,
        responses,
      },
    );
    onOutcome(rule.id, outcome);
  };

  const outbox = createOutbox<Waiting>({
    save: async ([waiting]) => {
      if (waiting !== undefined) await write(waiting);
    },
    merge: (known, again) => ({
      moment: again.moment,
      responses: [...known.responses, ...again.responses].slice(0, MAX_RESPONSES),
    }),
    roomFor: () => MAX_WAITING,
    batch: 1,
    delayMs: 500,
    retryMs: 5_000,
    startTimer: parts.startTimer,
    onDropped: parts.onDropped,
    onFault: parts.onFault,
  });

  const add = (moment: AlertMoment, responses: readonly string[]): void => {
    const { address, ...rest } = moment;
    const safe = address === undefined ? rest : { ...rest, address: addressKey(address) };
    outbox.add(keyOf(safe), { moment: safe, responses });
  };

  return {
    onMoment: (moment) => add(moment, []),
    onResponse: ({ moment, done }) => add(moment, [done]),
    settle: outbox.flush,
    close: outbox.close,
  };
};
