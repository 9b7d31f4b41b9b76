import { createPasswordHasher } from "#crypto";
import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { mfa } from "#modules/mfa";
import { sessions } from "#modules/sessions";
import { createBackground } from "#services/background";
import { createMailContexts } from "#services/mail";
import { credentialErrors } from "./errors.ts";
import {
  createHashCount,
  createHashRepository,
  createHashStandIns,
  type HashReport,
} from "./hashes/index.ts";
import { createImportRepository, createUserImport, type UserImport } from "./import/index.ts";
import { credentialData } from "./migrations/data.ts";
import { credentialMigrations } from "./migrations/index.ts";
import { credentialPersonalData } from "./personal-data.ts";
import { createPasswordPolicy } from "./policy/index.ts";
import { policyRoutes } from "./policy-routes.ts";
import { createCredentialRepository } from "./repository.ts";
import { credentialRoutes } from "./routes.ts";
import { type Credentials, createCredentials } from "./service.ts";
import { stepUpRoutes } from "./step-up-routes.ts";

/** What other modules and the command line get. */
export interface CredentialsService extends Credentials, UserImport {
  readonly personalData: readonly PersonalData[];
  /** How the passwords of all accounts are stored, and how many still weakly (ID-08). */
  readonly countHashes: () => Promise<HashReport>;
  /** Resolves when work in the background is done. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Credentials: opening an account, signing in with a password, changing and replacing it. */
export const credentials = defineModule({
  name: "credentials",
  requires: { accounts, sessions, mfa },
  migrations: credentialMigrations,
  data: credentialData,
  errors: credentialErrors,
  setup: (deps): CredentialsService => {
    const { application, clock, config, events, jobs, keyring, log, mail, metrics, random } = deps;
    const { security } = config;
    const repository = createCredentialRepository(deps.store);
    const background = createBackground({ log: log.child("credentials") });
    const checks = metrics.counter({
      name: "password_checks_total",
      help: "Password checks and hashes that began, and those that found too many waiting",
      labels: ["outcome"],
    });
    const [started, refused] = ["started", "refused"].map((outcome) => checks.child({ outcome }));
    const hasher = createPasswordHasher({
      scheme: security.password_hash,
      cost: security.bcrypt_cost,
      observer: { onStart: () => started?.inc(), onRefused: () => refused?.inc() },
    });
    const hashes = createHashRepository(deps.store);
    const policy = createPasswordPolicy(security, { applicationName: application.name });
    const waiting = metrics
      .gauge({ name: "password_checks_pending", help: "Password checks that run or wait" })
      .child();
    metrics.onCollect(() => waiting.set(hasher.pending()));
    const service = createCredentials({
      repository,
      accounts: deps.modules.accounts,
      sessions: deps.modules.sessions,
      mfa: deps.modules.mfa,
      hasher,
      hashStandIns: createHashStandIns({ repository: hashes, keyring, clock }),
      policy,
      devices: deps.modules.sessions.devices,
      lockRule: {
        maxAttempts: security.max_login_attempts,
        durationMs: security.lockout_duration * 1_000,
      },
      keyring,
      clock,
      random,
      events,
      mail,
      jobs,
      alerts: deps.alerts,
      background,
      mailContext: createMailContexts(deps),
    });
    const stopProtecting = events.on("security", (event) => {
      if (event.name !== "attack.travel") return;
      background.run("protecting an account", () => service.protect(event));
    });
    return {
      ...service,
      ...createUserImport({
        repository: createImportRepository(deps.store),
        accounts: deps.modules.accounts,
        hasher,
        policy,
        clock,
        events,
      }),
      countHashes: createHashCount({ repository: hashes, hasher }),
      personalData: credentialPersonalData(repository),
      settle: background.drain,
      close: async () => {
        stopProtecting();
        await background.drain();
      },
    };
  },
  routes: (service, { languages, modules }) => [
    ...credentialRoutes(service, {
      cookieSeconds: modules.sessions.cookieSeconds,
      view: modules.accounts.view,
      languages,
    }),
    ...stepUpRoutes(service, modules.sessions.cookieSeconds),
    ...policyRoutes(service),
  ],
  jobs: (service) => service.handled,
  personalData: (service) => service.personalData,
  close: (service) => service.close(),
});
