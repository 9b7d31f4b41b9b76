import type { AlertRule } from "#services/alerts";
import type { ObjectiveFigures, SloFigures } from "./figures/figures.ts";
import { BURN_RULES, type BurnRule } from "./figures/windows.ts";
import type { Slo } from "./service.ts";

/** The objectives: what has to be good for the share that is the target. */
export const OBJECTIVES = [
  {
    id: "availability",
    about: "Time in which the service answers",
    unit: "seconds",
  },
  {
    id: "requests",
    about: "Requests that are answered without a server error",
    unit: "requests",
  },
] as const satisfies readonly {
  readonly id: keyof SloFigures;
  readonly about: string;
  readonly unit: "seconds" | "requests";
}[];

/** One of them. */
export type Objective = (typeof OBJECTIVES)[number];

/**
 * Fewer bad requests than this in the long window tell nothing: one fault among the ten requests of a
 * quiet night is a thousand times the budget.
 */
const LEAST_FAULTS = 5;

/** Whether the budget of an objective burns too fast by one rule. */
export const isBurning = (
  { id }: Pick<Objective, "id">,
  { burn, badIn }: Pick<ObjectiveFigures, "burn" | "badIn">,
  rule: BurnRule,
): boolean =>
  burn[rule.long] >= rule.rate &&
  burn[rule.short] >= rule.rate &&
  (id === "availability" || badIn[rule.long] >= LEAST_FAULTS);

/** The name of the alert of a rule. */
export const burnAlertId = ({ id }: Pick<Objective, "id">, rule: BurnRule): string =>
  `slo-${id}-${rule.id}-burn`;

const number = (value: number): string => String(Number(value.toPrecision(3)));

const burnRule = (slo: Slo, objective: Objective, rule: BurnRule): AlertRule => {
  const { long, short, rate, severity } = rule;
  const series = (window: string): string =>
    `slo_burn_rate{objective="${objective.id}",window="${window}"}`;
  return {
    id: burnAlertId(objective, rule),
    about: `${objective.about}: the error budget burns ${rate} times too fast over ${long} and ${short}`,
    severity,
    advice: "See what changed: outages, errors by route, and what was deployed",
    chart: { metric: "slo_burn_rate", where: `objective:${objective.id};window:${long}` },
    evaluate: async () => {
      const { figures } = await slo.read();
      const found = figures[objective.id];
      if (found.measured === null) return undefined;
      const left = `${number(found.left * 100)} % of the month's budget are left`;
      return {
        firing: isBurning(objective, found, rule),
        value: found.burn[long],
        detail: `It burns ${number(found.burn[long])} times over ${long} and ${number(found.burn[short])} times over ${short}; ${left}.`,
      };
    },
    prometheus: {
      // All nodes tell the same; one that is behind must not decide.
      expr: `max(${series(long)}) >= ${rate} and max(${series(short)}) >= ${rate}${
        objective.id === "availability"
          ? ""
          : ` and max(slo_bad_amount{objective="${objective.id}",window="${long}"}) >= ${LEAST_FAULTS}`
      }`,
      for: "0s",
    },
  };
};

/** The alerts about burn rates of both objectives (OBS-14). */
export const burnRules = (slo: Slo): readonly AlertRule[] =>
  OBJECTIVES.flatMap((objective) => BURN_RULES.map((rule) => burnRule(slo, objective, rule)));
