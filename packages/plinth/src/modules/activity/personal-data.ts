import type { PersonalData } from "#modules/contract";
import type { ActivityRepository } from "./repository.ts";
import type { Activity } from "./service.ts";

/** What recent activity holds of a person. */
export const activityPersonalData = (
  repository: ActivityRepository,
  activity: Pick<Activity, "forget" | "settle">,
): readonly PersonalData[] => [
  {
    table: "account_activity",
    subject: "account_id",
    erase: async (accountId) => {
      activity.forget(accountId);
      // A batch may be under way that holds something of this account.
      await activity.settle();
      await repository.erase(accountId);
    },
    export: async (accountId) => {
      await activity.settle();
      const rows = await repository.allOf(accountId);
      return rows.map(({ id: _, account_id: __, at, ...row }) => ({
        at: new Date(at).toISOString(),
        ...row,
      }));
    },
  },
];
