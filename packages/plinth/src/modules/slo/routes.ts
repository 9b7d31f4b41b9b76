import { type Route, route } from "#http";
import { BURN_RULES, BURN_WINDOWS, MONTH_MS } from "./figures/windows.ts";
import type { LastProbe } from "./probing/keeper.ts";
import { burnAlertId, isBurning, OBJECTIVES, type Objective } from "./rules.ts";
import { SloReply } from "./schema.ts";
import type { Slo, SloReading } from "./service.ts";

/** How the process that answers probes. */
export interface ProbeView {
  readonly path: string;
  readonly seconds: number;
  readonly last: () => LastProbe | undefined;
}

const MOST_OUTAGES = 100;

const iso = (at: number): string => new Date(at).toISOString();
const round = (value: number, digits: number): number => Number(value.toFixed(digits));
/** Never up: 99.999999 % must not read as 100; what binary fractions lack is not missing. */
const percent = (share: number): number => Math.floor(share * 1e7 + 1e-6) / 1e5;

const objectiveView = ({ id, about, unit }: Objective, { figures }: SloReading) => {
  const found = figures[id];
  const scale = unit === "seconds" ? 1_000 : 1;
  return {
    id,
    about,
    unit,
    measured: found.measured === null ? null : percent(found.measured),
    observed: round(found.observed / scale, 1),
    bad: round(found.bad / scale, 1),
    budget: { total: round(found.budget / scale, 2), left: round(found.left, 4) },
    burn: BURN_WINDOWS.map(({ name }) => ({ window: name, rate: round(found.burn[name], 2) })),
    rules: BURN_RULES.map((rule) => ({
      id: burnAlertId({ id }, rule),
      long: rule.long,
      short: rule.short,
      rate: rule.rate,
      isFiring: isBurning({ id }, found, rule),
    })),
  };
};

const outages = ({ gaps }: SloReading): SloReply["outages"] =>
  gaps.slice(0, MOST_OUTAGES).map(({ from, to, isPlanned }) => ({
    from: iso(from),
    to: iso(to),
    seconds: round((to - from) / 1_000, 1),
    isPlanned,
  }));

/** How the objective stands, for those who operate (OBS-14). */
export const sloRoutes = (slo: Slo, probe: ProbeView | undefined): readonly Route[] => [
  route.get(
    "/api/v1/admin/slo",
    {
      access: { permission: "metrics:read" },
      summary: "Tells how the objective stands: what was measured, the budget left, burn rates",
      responses: { 200: SloReply },
      limit: "120/minute",
      dataClass: "internal",
      timeout: "5s",
    },
    async () => {
      const reading = await slo.read();
      const last = probe?.last();
      return {
        at: iso(reading.at),
        target: percent(reading.target),
        month: MONTH_MS / 1_000,
        probe:
          probe === undefined
            ? null
            : {
                path: probe.path,
                seconds: probe.seconds,
                last: last === undefined ? null : { at: iso(last.at), isGood: last.isGood },
              },
        objectives: OBJECTIVES.map((objective) => objectiveView(objective, reading)),
        outages: outages(reading),
      };
    },
  ),
];
