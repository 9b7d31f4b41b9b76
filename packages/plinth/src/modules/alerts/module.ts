import { systemTimer } from "#core";
import { defineModule, type ModuleDeps, type PersonalData } from "#modules/contract";
import { metricsHistory } from "#modules/metrics-history";
import { strictObject } from "#policy";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { alertRoutes } from "./alert-routes.ts";
import { createAlertRepository } from "./engine/alert-repository.ts";
import { createDuty, type Duty } from "./engine/duty.ts";
import { createLookout } from "./engine/lookout.ts";
import { createMoments } from "./engine/moments.ts";
import { createTransition, type Outcome } from "./engine/transition.ts";
import { alertErrors } from "./errors.ts";
import { incidentRoutes } from "./incident-routes.ts";
import { createIncidentRepository } from "./incidents/incident-repository.ts";
import { createIncidentService, type IncidentControl } from "./incidents/incident-service.ts";
import { createTimeline } from "./incidents/timeline.ts";
import { registerAlertMetrics } from "./metrics.ts";
import { alertMigrations } from "./migrations/index.ts";
import { alertData, alertPersonalData } from "./personal-data.ts";
import { createAlertPeopleRepository } from "./personal-data-repository.ts";
import { metricRules } from "./rules/metric-rules.ts";
import { undeliveredRule } from "./rules/own-rules.ts";
import { type AlertControl, createAlertService } from "./service.ts";
import { createDeliveryRepository } from "./sinks/delivery-repository.ts";
import { createPost, type Post } from "./sinks/post.ts";
import { createSinks } from "./sinks/sinks.ts";

const DAY_MS = 86_400_000;

const removeOldAlerts = defineJob({ name: "remove-old-alerts", payload: strictObject({}) });

const requires = { metricsHistory } as const;
type Deps = ModuleDeps<typeof requires>;

/** What the module keeps. */
export interface AlertsService extends AlertControl {
  readonly incidents: IncidentControl;
  readonly duty: Duty;
  readonly handled: Post["handled"];
  readonly personalData: readonly PersonalData[];
  readonly begin: () => void;
  /** Resolves when what was noticed is written. */
  readonly settle: () => Promise<void>;
  readonly sweep: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Says of every change of an alert: in the log, in the metrics, and to whoever looks. */
const createHerald = (
  { live, log }: Pick<Deps, "live" | "log">,
  metrics: Pick<ReturnType<typeof registerAlertMetrics>, "opened">,
) => {
  const lines = log.child("alerts");
  return (rule: string, { change, severity, notice }: Outcome): void => {
    const isNews = change === "opened" || change === "resolved" || notice !== undefined;
    if (!isNews) return;
    live.publish("alerts", { rule, change });
    if (severity === "critical" || change === "resolved") live.publish("incidents", { rule });
    const fields = { category: "operations", event: `alert.${change}`, rule, severity };
    if (change === "opened") {
      metrics.opened(rule);
      lines.warn("an alert begins", fields);
    } else if (change === "resolved") lines.info("an alert is over", fields);
  };
};

/** The looks at rules, and the moments that others notice. */
const createEngine = (
  deps: Deps,
  parts: {
    readonly repository: ReturnType<typeof createAlertRepository>;
    readonly post: Post;
    readonly metrics: ReturnType<typeof registerAlertMetrics>;
    readonly context: Parameters<typeof createTransition>[0]["context"];
  },
) => {
  const { alerts: register, clock, keyring, newId, store } = deps;
  const { repository, post, metrics, context } = parts;
  const log = deps.log.child("alerts");
  const onOutcome = createHerald(deps, metrics);
  const onFault = (error: unknown): void => log.warn("alerts could not be written", { error });
  const timeline = createTimeline({ clock, newId });
  const transition = createTransition({ repository, timeline, post, clock, newId, context });
  const common = { register, repository, transition, clock, startTimer: systemTimer, onOutcome };
  const moments = createMoments({
    ...common,
    hash: (text) => keyring.hmac("alerts", text).slice(0, 22),
    onDropped: metrics.dropped,
    onFault,
  });
  const lookout = createLookout({
    ...common,
    onFault: (rule, error) => {
      metrics.faulted(rule);
      log.warn("a rule could not be looked at", { rule, error });
    },
  });
  const duty = createDuty({
    repository,
    lookout,
    holder: newId(),
    isAlone: store.engine === "embedded",
    clock,
    startTimer: systemTimer,
    onTurn: metrics.turned,
    onFault,
  });
  return { moments, lookout, duty };
};

const setup = (deps: Deps): AlertsService => {
  const { alerts: register, application, clock, config, newId, store } = deps;
  const repository = createAlertRepository(store);
  const deliveries = createDeliveryRepository(store);
  const incidentRepository = createIncidentRepository(store);
  const { sinks, names, webhook, mailTo, sendNow } = createSinks(deps);
  const figures = () => Promise.all(names.map((name) => deliveries.figures(name)));
  const metrics = registerAlertMetrics({
    metrics: deps.metrics,
    register,
    counts: repository.counts,
    figures,
    now: clock.now,
  });
  const context = () => ({
    application: application.name,
    environment: config.profile,
    url: `${application.publicUrl()}/console/operations/alerts`,
  });
  const post = createPost({
    sinks,
    repository: deliveries,
    jobs: deps.jobs,
    mail: deps.mail,
    webhook,
    mailTo,
    clock,
    newId,
    onOutcome: metrics.notice,
  });
  for (const rule of metricRules(deps.modules.metricsHistory)) register.declare(rule);
  register.declare(undeliveredRule(figures));
  const { moments, lookout, duty } = createEngine(deps, { repository, post, metrics, context });
  const { settle } = moments;
  register.listen(moments);
  const people = createAlertPeopleRepository(store);
  return {
    ...createAlertService({
      register,
      repository,
      deliveries,
      lookout,
      incidents: incidentRepository,
      sinks: names,
      sendNow,
      context,
      clock,
      newId,
      settle,
    }),
    incidents: createIncidentService({
      register,
      repository: incidentRepository,
      alerts: repository,
      clock,
      newId,
    }),
    duty,
    handled: post.handled,
    personalData: alertPersonalData({ people, settle }),
    settle,
    begin: () => {
      metrics.begin();
      duty.begin();
    },
    sweep: async () => {
      const before = clock.now() - config.securityEvents.keptDays * DAY_MS;
      await repository.removeBefore(before);
      await deliveries.removeBefore(before);
      await incidentRepository.removeBefore(before);
    },
    close: async () => {
      metrics.stop();
      await duty.end();
      await moments.close();
    },
  };
};

/**
 * Tells whoever operates when something is wrong, once, and when it is over: rules on metrics and
 * moments, notices that are not lost, and incidents with what was done about them (OBS-08 to OBS-11).
 */
export const alerts = defineModule({
  name: "alerts",
  requires,
  migrations: alertMigrations,
  errors: alertErrors,
  data: alertData,
  setup,
  start: async (service) => service.begin(),
  routes: (service) => [...alertRoutes(service), ...incidentRoutes(service.incidents)],
  jobs: (service) => [...service.handled, handleJob(removeOldAlerts, () => service.sweep())],
  schedules: [
    defineSchedule({
      name: "remove-old-alerts",
      cron: "29 * * * *",
      job: removeOldAlerts,
      payload: {},
    }),
  ],
  personalData: (service) => service.personalData,
  close: (service) => service.close(),
});
