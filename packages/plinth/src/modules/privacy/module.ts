import { join } from "node:path";
import { isUuid } from "#core";
import { createSealer } from "#crypto";
import { accounts } from "#modules/accounts";
import { defineModule, type ModuleDeps, type PersonalData } from "#modules/contract";
import { files } from "#modules/files";
import { strictObject } from "#policy";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { createMailContexts } from "#services/mail";
import { adminPrivacyRoutes } from "./admin-routes.ts";
import { type BreachRepository, createBreachRepository } from "./breaches/breach-repository.ts";
import { breachRoutes } from "./breaches/breach-routes.ts";
import { type Breaches, createBreaches, DEADLINE_MS } from "./breaches/breaches.ts";
import { createErasureRepository } from "./erasure/erasure-repository.ts";
import { createErasures, type Erasures } from "./erasure/erasures.ts";
import { createErasureLedger, ERASURE_LEDGER } from "./erasure/ledger.ts";
import { privacyErrors } from "./errors.ts";
import { createExportRepository, type ExportRepository } from "./exports/export-repository.ts";
import { buildExport, createExports, type Exports } from "./exports/exports.ts";
import { createSealedFiles } from "./exports/sealed-file.ts";
import { createFieldRepository } from "./keys/field-repository.ts";
import { createFieldRotation } from "./keys/rotation.ts";
import { breachMail, erasedMail, exportReadyMail } from "./mails.ts";
import { privacyData } from "./migrations/data.ts";
import { privacyMigrations } from "./migrations/index.ts";
import { privacyPersonalData } from "./personal-data.ts";
import { createRetention } from "./retention/retention.ts";
import { createRetentionRepository } from "./retention/retention-repository.ts";
import { privacyRoutes } from "./routes.ts";
import { createPrivacy, type Privacy } from "./service.ts";

const CHANNEL = "erasures";
/** Hours before the end of a breach's clock from which on an alert says so. */
const WARNED_HOURS = 24;

const tidyJob = defineJob({ name: "tidy-privacy", payload: strictObject({}), timeoutMs: 300_000 });
const retentionJob = defineJob({
  name: "remove-what-is-over",
  payload: strictObject({}),
  timeoutMs: 600_000,
});

const sealJob = defineJob({
  name: "seal-what-was-plain",
  payload: strictObject({}),
  timeoutMs: 600_000,
});

const requires = { accounts, files };

type Deps = ModuleDeps<typeof requires>;

/** What the module keeps. */
export interface PrivacyService extends Privacy {
  readonly personalData: readonly PersonalData[];
  /** Hears other nodes, and erases again whoever came back. */
  readonly begin: () => Promise<void>;
  readonly close: () => void;
}

const createOwnExports = (deps: Deps, repository: ExportRepository): Exports => {
  const { application, clock, config, jobs, keyring, mail, modules, newId, random } = deps;
  const mailContext = createMailContexts(deps);
  const sealer = createSealer({ ...keyring.sealing("privacy-exports"), random });
  const directory = join(config.files.directory, "exports");
  return createExports({
    repository,
    sealed: createSealedFiles({ directory, sealer, random }),
    jobs,
    personalData: application.personalData,
    classes: application.data,
    filesOf: async (accountId) =>
      (await modules.files.allOf(accountId))
        .filter(({ state }) => state === "ready")
        .map((file) => ({ id: file.id, name: file.name, read: () => modules.files.read(file) })),
    tell: async (accountId, tx) => {
      const account = await modules.accounts.find(accountId);
      if (account === undefined) return;
      const text = exportReadyMail(mailContext(account.language));
      await mail.send({ to: account.email, accountId, ...text }, tx);
    },
    application: application.name,
    clock,
    newId,
    random,
  });
};

const createOwnErasures = (
  deps: Deps,
  repository: ReturnType<typeof createErasureRepository>,
): Erasures => {
  const { application, broadcast, cache, clock, config, log, mail, modules } = deps;
  return createErasures({
    ledger: createErasureLedger(join(config.dataDirectory, ERASURE_LEDGER)),
    repository,
    personalData: application.personalData,
    protectedRoles: () =>
      modules.accounts
        .roles()
        .filter(({ permissions }) => permissions.includes("*"))
        .map(({ name }) => name),
    forgetElsewhere: async (accountId) => {
      await cache.invalidateOwner(accountId);
      const account = await modules.accounts.find(accountId);
      if (account !== undefined) await mail.forget(account.email);
    },
    announce: (accountId) => {
      modules.accounts.changed(accountId);
      broadcast.publish(CHANNEL, accountId);
    },
    clock,
    log: log.child("privacy"),
  });
};

const createOwnBreaches = (deps: Deps, repository: BreachRepository): Breaches => {
  const { application, clock, mail, modules, newId } = deps;
  const mailContext = createMailContexts(deps);
  const notice = (tables: readonly string[], until: number, language?: string | null) => {
    const purposes = application
      .data()
      .filter(({ table }) => tables.includes(table))
      .map(({ purpose = "to run the application" }) => purpose);
    return breachMail(mailContext(language), [...new Set(purposes)], until);
  };
  return createBreaches({
    repository,
    personalData: application.personalData,
    classes: application.data,
    notice,
    tell: async (accountId, tables, until) => {
      const account = await modules.accounts.find(accountId);
      if (account === undefined) return false;
      await mail.send({ to: account.email, accountId, ...notice(tables, until, account.language) });
      return true;
    },
    clock,
    newId,
  });
};

/** Says in time that an authority has to be told: the clock of a breach runs out. */
const declareAlert = ({ alerts }: Pick<Deps, "alerts">, breaches: Breaches): void =>
  alerts.declare({
    id: "breach-deadline",
    about: "An authority has to be told of a breach of personal data, and the 72 hours run out.",
    severity: "critical",
    everyMs: 60_000,
    evaluate: async () => {
      const hours = await breaches.mostUrgent();
      const total = DEADLINE_MS / 3_600_000;
      if (hours === undefined) return { firing: false, value: total, detail: "no clock runs" };
      return {
        firing: hours <= WARNED_HOURS,
        value: hours,
        detail: `${hours} of ${total} hours are left`,
      };
    },
  });

/** Privacy: what is kept of people is given to them, erased for good, and removed in time. */
export const privacy = defineModule({
  name: "privacy",
  requires,
  migrations: privacyMigrations,
  data: privacyData,
  errors: privacyErrors,
  setup: (deps): PrivacyService => {
    const { application, broadcast, clock, config, mail, modules, store } = deps;
    const log = deps.log.child("privacy");
    const mailContext = createMailContexts(deps);
    const exportRepository = createExportRepository(store);
    const erasureRepository = createErasureRepository(store);
    const exports = createOwnExports(deps, exportRepository);
    const erasures = createOwnErasures(deps, erasureRepository);
    const retention = createRetention({
      classes: application.data,
      days: config.retention,
      repository: createRetentionRepository(store),
      clock,
      log,
    });
    const breachRepository = createBreachRepository(store);
    const breaches = createOwnBreaches(deps, breachRepository);
    declareAlert(deps, breaches);
    const service = createPrivacy({
      accounts: modules.accounts,
      exports,
      exportRepository,
      erasures,
      erasureRepository,
      retention,
      breaches,
      fields: createFieldRotation({
        fields: deps.fields,
        repository: createFieldRepository(store),
        classes: application.data,
        reseal: application.reseal,
        formerDigests: async () =>
          [...(await application.formerDigests()), ...(await mail.formerDigests())].filter(
            ({ count }) => count > 0,
          ),
      }),
      classes: application.data,
      days: config.retention,
      sayFarewell: ({ email, language }) =>
        mail.send({ to: email, ...erasedMail(mailContext(language)) }),
      clock,
    });
    const hear = (accountId: string): void => {
      if (!isUuid(accountId)) return;
      modules.accounts.changed(accountId);
      erasures
        .hear(accountId)
        .catch((error: unknown) => log.error("the erasure ledger could not be written", { error }));
    };
    let endHearing = (): void => undefined;
    return {
      ...service,
      personalData: privacyPersonalData(exports, exportRepository, breachRepository, clock.now),
      begin: async () => {
        endHearing = broadcast.subscribe(CHANNEL, { onMessage: hear, onGap: () => undefined });
        await erasures.replay();
      },
      close: () => endHearing(),
    };
  },
  start: (service) => service.begin(),
  routes: (service, { application }) => [
    ...privacyRoutes(service),
    ...adminPrivacyRoutes(service),
    ...breachRoutes(service.breaches, () => [
      ...new Set(application.personalData().map(({ table }) => table)),
    ]),
  ],
  jobs: (service, { log }) => [
    handleJob(buildExport, ({ exportId }, context) => service.exports.build(exportId, context)),
    handleJob(tidyJob, async () => {
      await service.exports.tidy();
      await service.erasures.complete();
    }),
    handleJob(retentionJob, async () => {
      const removed = await service.retention.run();
      if (removed.length > 0) log.info("rows whose time is over were removed", { removed });
    }),
    handleJob(sealJob, async () => {
      const sealed = await service.sealPlain();
      if (sealed > 0)
        log.info("values from before their column was sealed are sealed now", { sealed });
    }),
  ],
  schedules: [
    defineSchedule({ name: "privacy-tidy", cron: "*/10 * * * *", job: tidyJob, payload: {} }),
    defineSchedule({ name: "seal-plain", cron: "10 4 * * *", job: sealJob, payload: {} }),
    defineSchedule({ name: "retention", cron: "40 3 * * *", job: retentionJob, payload: {} }),
  ],
  personalData: (service) => service.personalData,
  close: (service) => service.close(),
});
