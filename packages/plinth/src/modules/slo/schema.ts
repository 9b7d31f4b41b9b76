import { list, oneOf, type Static, strictObject, Type } from "#policy";
import { BURN_WINDOWS } from "./figures/windows.ts";

const Instant = Type.String({ format: "date-time" });
const Amount = Type.Number({ minimum: 0 });
const Maybe = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const WINDOW_NAMES = BURN_WINDOWS.map(({ name }) => name);

/** How fast a budget goes, and whether that is an alert. */
const BurnSchema = strictObject({
  window: oneOf(WINDOW_NAMES),
  rate: Type.Number({ minimum: 0, description: "1 spends the budget in just a month" }),
});

const ObjectiveSchema = strictObject({
  id: oneOf(["availability", "requests"]),
  about: Type.String(),
  unit: oneOf(["seconds", "requests"]),
  measured: Maybe(Type.Number({ minimum: 0, maximum: 100, description: "percent" })),
  observed: Amount,
  bad: Amount,
  budget: strictObject({
    total: Amount,
    left: Type.Number({ maximum: 1, description: "share; below zero once more is spent" }),
  }),
  burn: list(BurnSchema),
  rules: list(
    strictObject({
      id: Type.String(),
      long: oneOf(WINDOW_NAMES),
      short: oneOf(WINDOW_NAMES),
      rate: Type.Number(),
      isFiring: Type.Boolean(),
    }),
  ),
});

/** GET /api/v1/admin/slo */
export const SloReply = strictObject({
  at: Instant,
  target: Type.Number({ minimum: 0, maximum: 100, description: "percent" }),
  /** Length of a month, in seconds. */
  month: Amount,
  /** Null where SLO_PROBE_SECONDS is 0: nobody looks then. */
  probe: Maybe(
    strictObject({
      path: Type.String(),
      seconds: Type.Integer({ minimum: 1 }),
      last: Maybe(strictObject({ at: Instant, isGood: Type.Boolean() })),
    }),
  ),
  objectives: list(ObjectiveSchema),
  outages: list(
    strictObject({ from: Instant, to: Instant, seconds: Amount, isPlanned: Type.Boolean() }),
    { max: 100 },
  ),
});
export type SloReply = Static<typeof SloReply>;
