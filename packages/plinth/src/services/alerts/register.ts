import type {
  AlertMoment,
  AlertRegister,
  AlertResponse,
  AlertRule,
  MomentRule,
} from "./contract.ts";

const ID = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const MAX_ID = 60;
const LEAST_EVERY_MS = 10_000;

const requireTimes = ({ id, everyMs = LEAST_EVERY_MS, forMs = 0 }: AlertRule): void => {
  if (everyMs < LEAST_EVERY_MS || forMs < 0 || !Number.isFinite(everyMs + forMs)) {
    throw new RangeError(`alert rule ${id} is looked at every 10 s at most, for no negative time`);
  }
};

/** Builds an empty register of rules. */
export const createAlertRegister = (): AlertRegister => {
  const rules = new Map<string, AlertRule>();
  const momentRules = new Map<string, MomentRule>();
  let onMoment: (moment: AlertMoment) => void = () => undefined;
  let onResponse: (response: AlertResponse) => void = () => undefined;

  const requireId = (id: string): void => {
    if (id.length > MAX_ID || !ID.test(id)) {
      throw new RangeError(`alert rule ${JSON.stringify(id)} is not a kebab-case id`);
    }
    if (rules.has(id) || momentRules.has(id)) {
      throw new RangeError(`two alert rules are called ${id}; rename one`);
    }
  };

  return {
    declare: (rule) => {
      requireId(rule.id);
      requireTimes(rule);
      rules.set(rule.id, Object.freeze({ ...rule }));
    },
    declareMoment: (rule) => {
      requireId(rule.id);
      momentRules.set(rule.id, Object.freeze({ ...rule }));
    },
    raise: (moment) => onMoment(moment),
    respond: (response) => onResponse(response),
    rules: () => [...rules.values()],
    momentRules: () => [...momentRules.values()],
    listen: (listener) => {
      onMoment = listener.onMoment;
      onResponse = listener.onResponse;
    },
  };
};
