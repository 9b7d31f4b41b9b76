import { systemTimer } from "#core";
import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { activityData } from "./migrations/data.ts";
import { activityMigrations } from "./migrations/index.ts";
import { activityPersonalData } from "./personal-data.ts";
import { createActivityRepository } from "./repository.ts";
import { activityRoutes } from "./routes.ts";
import { type Activity, createActivity } from "./service.ts";

/** What the module keeps. */
export interface ActivityService extends Activity {
  readonly personalData: readonly PersonalData[];
}

/**
 * Recent activity: what happened to an account, so that its owner notices a stranger. It listens to
 * what is announced and keeps the newest 200 of 90 days. It is a convenience, not evidence: a
 * process that is killed loses its last second.
 */
export const activity = defineModule({
  name: "activity",
  requires: { accounts },
  migrations: activityMigrations,
  data: activityData,
  setup: ({ clock, events, log, metrics, newId, store }): ActivityService => {
    const repository = createActivityRepository(store);
    const lines = log.child("activity");
    const dropped = metrics
      .counter({
        name: "activity_dropped_total",
        help: "Events that recent activity could not keep: too many waited, or the store was away",
      })
      .child();
    const service = createActivity({
      repository,
      events,
      clock,
      newId,
      startTimer: systemTimer,
      onDropped: (count) => dropped.inc(count),
      onFault: (error) => lines.warn("recent activity could not be written", { error }),
    });
    return { ...service, personalData: activityPersonalData(repository, service) };
  },
  routes: (service) => activityRoutes(service),
  personalData: (service) => service.personalData,
  close: (service) => service.close(),
});
