import { systemTimer } from "#core";
import { defineModule, type PersonalData } from "#modules/contract";
import { type AuditKeeper, strictObject } from "#policy";
import { type AuditTrail, auditLogMigrations, createAuditTrail } from "#services/audit-log";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { auditLogData } from "./data.ts";
import { createKeeping } from "./keeper.ts";
import { auditLogPersonalData } from "./personal-data.ts";
import { takeRestoreNote } from "./restored.ts";
import { auditLogRoutes } from "./routes.ts";
import { type AuditLog, createAuditLog } from "./service.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Nodes that hear which key is destroyed forget it; the account is named to them alone. */
const SHREDDED = "audit-key-shredded";

const verifyAuditLog = defineJob({
  name: "verify-audit-log",
  payload: strictObject({}),
  timeoutMs: HOUR_MS,
  concurrency: 1,
});
const removeOldEntries = defineJob({
  name: "remove-old-audit-entries",
  payload: strictObject({}),
  timeoutMs: HOUR_MS,
  concurrency: 1,
});

/** A restore is known where it was run; every other node of the same database has to be told. */
const ENDS_EARLIER =
  'the audit trail ends before what this machine saw of it: if the database was restored, run plinth audit-log accept --because "restored …" on this machine; else entries were removed';

/** What the module keeps. */
export interface AuditLogService extends AuditLog {
  readonly trail: AuditTrail;
  readonly keeper: AuditKeeper;
  readonly personalData: readonly PersonalData[];
  readonly beginVerification: () => Promise<unknown>;
  /** Begins to seal; an end that a restore put back is recorded, and taken for right. */
  readonly begin: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * The audit trail: one entry for each admin and data action and for each access to personal data, in
 * a chain that tells what was changed (LOG-04, LOG-05, P-048).
 */
export const auditLog = defineModule({
  name: "audit-log",
  migrations: auditLogMigrations,
  data: auditLogData,
  setup: (deps): AuditLogService => {
    const { alerts, broadcast, clock, config, events, jobs, keyring, live, metrics } = deps;
    const log = deps.log.child("audit-log");
    const count = (name: string, help: string) => metrics.counter({ name, help }).child();
    const recorded = count("audit_entries_total", "Entries that this node has recorded durably");
    const faults = count("audit_faults_total", "Entries that could not be written at once");
    const trail = createAuditTrail({
      store: deps.store,
      keyring,
      random: deps.random,
      clock,
      startTimer: systemTimer,
      dataDirectory: config.dataDirectory,
      onSealed: (entries) => {
        if (entries > 0) live.publish("audit");
      },
      onFault: (error) => {
        faults.inc();
        log.warn("entries could not be put into the audit trail yet", { error });
      },
    });
    const keeping = createKeeping({
      trail,
      events,
      clock,
      newId: deps.newId,
      onRecorded: () => recorded.inc(),
      onLost: (error) => {
        faults.inc();
        log.error("an entry of the audit trail could not be written", { error });
      },
    });
    const service = createAuditLog({
      trail,
      keeping,
      clock,
      keptMs: config.auditLog.keptDays * DAY_MS,
    });
    alerts.declare({
      id: "audit-chain-broken",
      about: "The audit trail does not hold: entries were changed, removed or put back",
      severity: "critical",
      advice: "plinth audit-log verify names the first entry; compare with a backup",
      everyMs: 60_000,
      evaluate: async () => {
        const { isPutBack, verified } = await service.chain();
        if (!isPutBack && verified === undefined) return undefined;
        const isBroken = isPutBack || verified?.isWhole === false;
        const [fault = ENDS_EARLIER] = isPutBack ? [] : (verified?.faults ?? []);
        return { firing: isBroken, value: isBroken ? 1 : 0, detail: isBroken ? fault : "whole" };
      },
    });
    const forget = { onMessage: trail.keys.forget, onGap: () => undefined };
    const stopHearing = broadcast.subscribe(SHREDDED, forget);
    return {
      ...service,
      trail,
      keeper: keeping,
      personalData: auditLogPersonalData(trail, (id) => broadcast.publish(SHREDDED, id)),
      begin: async () => {
        const restoredTo = takeRestoreNote(config.dataDirectory);
        await trail.begin();
        if (!trail.isPutBack()) return;
        if (restoredTo === undefined) {
          log.error(ENDS_EARLIER);
          return;
        }
        const instant = new Date(restoredTo).toISOString();
        await service.accept(`restored from a backup, as of ${instant}`);
      },
      beginVerification: () => jobs.enqueue(verifyAuditLog, {}, { key: "verify" }),
      close: async () => {
        stopHearing();
        await keeping.close();
        await trail.close();
      },
    };
  },
  start: (service) => service.begin(),
  auditKeeper: (service) => service.keeper,
  routes: (service) => auditLogRoutes(service, service.beginVerification),
  jobs: (service) => [
    handleJob(verifyAuditLog, () => service.verify()),
    handleJob(removeOldEntries, () => service.sweep()),
  ],
  schedules: [
    defineSchedule({
      name: "verify-audit-log",
      cron: "40 3 * * *",
      job: verifyAuditLog,
      payload: {},
    }),
    defineSchedule({
      name: "remove-old-audit-entries",
      cron: "10 3 * * *",
      job: removeOldEntries,
      payload: {},
    }),
  ],
  reseal: (service) => service.reseal(),
  personalData: (service) => service.personalData,
  health: async (service) => {
    const { isPutBack, verified } = await service.chain();
    return {
      healthy: !isPutBack && verified?.isWhole !== false,
      required: false,
      detail: { putBack: isPutBack },
    };
  },
  close: (service) => service.close(),
});
