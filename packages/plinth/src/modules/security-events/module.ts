import { SECURITY_EVENT_NAMES, systemTimer } from "#core";
import { alerts } from "#modules/alerts";
import { defineModule, type ModuleDeps, type PersonalData } from "#modules/contract";
import { strictObject } from "#policy";
import { createBackground } from "#services/background";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { createAnnouncer } from "./alerts/announce.ts";
import { DEFAULT_RULES } from "./alerts/rules.ts";
import { securityEventData } from "./migrations/data.ts";
import { securityEventMigrations } from "./migrations/index.ts";
import { createPatternWatch } from "./patterns/detect.ts";
import { createResponse, PATTERN_RULES } from "./patterns/respond.ts";
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

type Deps = ModuleDeps<{ readonly alerts: typeof alerts }>;

/** What several events together tell, and what is done about it by itself. */
const watchPatterns = (deps: Deps) => {
  const { application, clock, events } = deps;
  const background = createBackground({ log: deps.log.child("security-events") });
  for (const rule of PATTERN_RULES) deps.alerts.declareMoment(rule);
  const respond = createResponse({
    events,
    alerts: deps.alerts,
    clock,
    limits: application.limits,
    isOn: deps.modules.alerts.isOn,
  });
  const patterns = createPatternWatch({
    clock,
    onPattern: (pattern, event) =>
      background.run("a response to a pattern", () => respond(pattern, event)),
  });
  return { patterns, settle: background.drain };
};

/** What the module keeps. */
export interface SecurityEventsService extends SecurityEvents {
  readonly personalData: readonly PersonalData[];
  readonly close: () => Promise<void>;
}

/**
 * Security events: what was refused, noticed and changed, kept for administrators, counted, and
 * turned into moments of alert rules. Each node looks at the events of its own requests. Written half
 * a second later: a process that is killed loses that, and the log has it.
 */
export const securityEvents = defineModule({
  name: "security-events",
  requires: { alerts },
  migrations: securityEventMigrations,
  data: securityEventData,
  setup: (deps): SecurityEventsService => {
    const { cache, clock, config, events, keyring, metrics, newId, store } = deps;
    const log = deps.log.child("security-events");
    const repository = createEventRepository(store);
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
    const { patterns, settle: settleResponses } = watchPatterns(deps);
    const service = createSecurityEvents({
      events,
      patterns,
      repository,
      summaries: cache.declare({
        name: "security-summaries",
        strategy: { freshMs: SUMMARY_STEP_MS },
        maxBytes: SUMMARY_BYTES,
      }),
      rules: DEFAULT_RULES,
      onAlert: createAnnouncer({ alerts: deps.alerts, events, metrics, rules: DEFAULT_RULES }),
      clock,
      newId,
      startTimer: systemTimer,
      keptMs: config.securityEvents.keptDays * DAY_MS,
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
        pseudonymOf,
        settle: service.settle,
      }),
      settle: async () => {
        await settleResponses();
        await service.settle();
      },
      close: async () => {
        await settleResponses();
        stopCounting();
        await service.close();
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
