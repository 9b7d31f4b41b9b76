import { type Route, route } from "#http";
import { dayText } from "./cohorts.ts";
import { EngagementReply } from "./schema.ts";
import { type Engagement, type EngagementFigures, SHOWN_DAYS } from "./service.ts";

const view = ({ today, cohorts, ...figures }: EngagementFigures) => {
  const active = new Map(figures.activeByDay.map((one) => [one.day, one.accounts]));
  const signedUp = new Map(figures.signedUpByDay.map((one) => [one.day, one.accounts]));
  return {
    today: dayText(today),
    active: figures.active,
    retained: figures.retained,
    days: Array.from({ length: SHOWN_DAYS }, (_, index) => {
      const day = today - SHOWN_DAYS + 1 + index;
      return { day: dayText(day), active: active.get(day) ?? 0, signedUp: signedUp.get(day) ?? 0 };
    }),
    cohorts: cohorts.map(({ active: weeks, ...cohort }) => ({ ...cohort, active: [...weeks] })),
  };
};

/** How many use the service, for those who operate (OBS-06). */
export const engagementRoutes = (engagement: Pick<Engagement, "figures">): readonly Route[] => [
  route.get(
    "/api/v1/admin/engagement",
    {
      access: { permission: "metrics:read" },
      summary: "Tells how many accounts are active by day, week and month, and how many come back",
      responses: { 200: EngagementReply },
      limit: "60/minute",
      dataClass: "internal",
      timeout: "10s",
    },
    async () => view(await engagement.figures()),
  ),
];
