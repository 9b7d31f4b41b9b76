import { SECURITY_EVENT_NAMES, systemTimer } from "#core";
import { defineModule, type PersonalData } from "#modules/contract";
import { strictObject } from "#policy";
import { createBackground } from "#services/background";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { createAlertRepository } from "./alerts/alert-repository.ts";
import { DEFAULT_RULES } from "./alerts/rules.ts";
import { createAnnouncingSink, createMailSink } from "./alerts/sinks.ts";
import { securityEventMigrations } from "./migrations/index.ts";
import { securityPersonalData } from "./personal-data.ts";
import { createEventRepository } from "./repository.ts";
import { securityEventRoutes } from "./routes.ts";
import { createSecurityEvents, type SecurityEvents, SUMMARY_STEP_MS } from "./service.ts";

const DAY_MS = 86_400_000;

const removeOldEvents = defineJob({
  name: "remove-old-security-events",
  payload: strictObject({}),
});
/** A few windows of a few kilobytes each. */
const SUMMARY_BYTES = 262_144;

/** What the module keeps. */
export interface SecurityEventsService extends SecurityEvents {
  readonly personalData: readonly PersonalData[];
  readonly close: () => Promise<void>;
}

/**
 * Security events: what was refused, noticed and changed, kept for administrators, counted, and
 * turned into alerts. Each node looks at the events of its own requests. Written half a second
 * later: a process that is killed loses that, and the log has it.
 */
export const securityEvents = defineModule({
  name: "security-events",
  migrations: securityEventMigrations,
  setup: (deps): SecurityEventsService => {
    const { application, cache, clock, config, events, keyring, mail, metrics, newId, store } =
      deps;
    const log = deps.log.child("security-events");
    const background = createBackground({ log });
    const repository = createEventRepository(store);
    const alertRepository = createAlertRepository(store);
    const counter = metrics.counter({
      name: "plinth_security_events_total",
      help: "Security events, by name",
      labels: ["name"],
    });
    const counts = new Map<string, { readonly inc: () => void }>(
      SECURITY_EVENT_NAMES.map((name) => [name, counter.child({ name })]),
    );
    const stopCounting = events.on("security", ({ name }) => counts.get(name)?.inc());
    const dropped = metrics
      .counter({
        name: "plinth_security_events_dropped_total",
        help: "Security events that were logged but not kept: too many waited, or the store was away",
      })
      .child();
    const { keptDays, alertAddress } = config.securityEvents;
    const context = () => ({ application: application.name, publicUrl: application.publicUrl() });
    const service = createSecurityEvents({
      events,
      repository,
      alertRepository,
      summaries: cache.declare({
        name: "security-summaries",
        strategy: { freshMs: SUMMARY_STEP_MS },
        maxBytes: SUMMARY_BYTES,
      }),
      rules: DEFAULT_RULES,
      sinks: [
        createAnnouncingSink({ events, metrics, rules: DEFAULT_RULES }),
        ...(alertAddress === undefined
          ? []
          : [createMailSink({ to: alertAddress, mail, background, clock, log, context })]),
      ],
      clock,
      newId,
      startTimer: systemTimer,
      keptMs: keptDays * DAY_MS,
      onDropped: (count) => dropped.inc(count),
      onFault: (error) => log.warn("security events could not be written", { error }),
    });
    const pseudonymOf = (accountId: string): string =>
      `erased-${keyring
        .hmac("security-events", accountId)
        .replace(/[^a-zA-Z0-9]/g, "")
        .slice(0, 16)}`.toLowerCase();
    return {
      ...service,
      personalData: securityPersonalData({
        repository,
        alertRepository,
        pseudonymOf,
        settle: service.settle,
      }),
      settle: async () => {
        await service.settle();
        await background.drain();
      },
      close: async () => {
        stopCounting();
        await service.close();
        await background.drain();
      },
    };
  },
  routes: (service) => securityEventRoutes(service),
  jobs: (service) => [handleJob(removeOldEvents, () => service.sweep())],
  schedules: [
    defineSchedule({
      name: "remove-old-security-events",
      cron: "23 * * * *",
      job: removeOldEvents,
      payload: {},
    }),
  ],
  personalData: (service) => service.personalData,
  close: (service) => service.close(),
});
