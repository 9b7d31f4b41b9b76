import { list, strictObject, Type } from "#policy";
import { COHORT_WEEKS } from "./cohorts.ts";
import { SHOWN_DAYS } from "./service.ts";

const Count = Type.Integer({ minimum: 0 });
const Day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });
const Share = Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]);

/** GET /api/v1/admin/engagement; days and weeks by UTC. */
export const EngagementReply = strictObject({
  today: Day,
  active: strictObject({ day: Count, week: Count, month: Count }),
  retained: strictObject({ oneWeek: Share, fourWeeks: Share }),
  days: list(strictObject({ day: Day, active: Count, signedUp: Count }), { max: SHOWN_DAYS }),
  cohorts: list(
    strictObject({
      week: Day,
      accounts: Count,
      active: list(Count, { max: COHORT_WEEKS }),
    }),
    { max: COHORT_WEEKS },
  ),
});
