import { createSealer, type FormerDigests, type Resealed, resealRows } from "#crypto";
import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { sessions } from "#modules/sessions";
import { createBackground } from "#services/background";
import { createMailContexts } from "#services/mail";
import { createChallengeRepository } from "./challenge-repository.ts";
import { recoveryKeyId } from "./codes/recovery-codes.ts";
import { mfaErrors } from "./errors.ts";
import { factorRoutes } from "./factor-routes.ts";
import { mfaData } from "./migrations/data.ts";
import { mfaMigrations } from "./migrations/index.ts";
import { mfaPersonalData } from "./personal-data.ts";
import { createMfaRepository } from "./repository.ts";
import { mfaRoutes } from "./routes.ts";
import { createSealedSecrets } from "./sealed-repository.ts";
import { createMfa, type Mfa } from "./service.ts";

/** What other modules get when they require second factors. */
export interface MfaService extends Mfa {
  readonly personalData: readonly PersonalData[];
  /** Resolves when work in the background is done. */
  readonly settle: () => Promise<void>;
  /** Seals with the present SECRET_KEY what is sealed with the one of before. */
  readonly reseal: () => Promise<Resealed>;
  /** Recovery codes that only the SECRET_KEY of before can compare. */
  readonly formerDigests: () => Promise<readonly FormerDigests[]>;
}

/** Second factors: codes of authenticator apps, recovery codes, remembered devices. */
export const mfa = defineModule({
  name: "mfa",
  requires: { accounts, sessions },
  migrations: mfaMigrations,
  data: mfaData,
  errors: mfaErrors,
  setup: (deps): MfaService => {
    const { clock, config, events, keyring, log, mail, metrics, modules } = deps;
    const { newId, random, store } = deps;
    const { security } = config;
    const repository = createMfaRepository(store);
    const background = createBackground({ log: log.child("mfa") });
    const sealer = createSealer({ ...keyring.sealing("mfa-totp"), random });
    const checks = metrics.counter({
      name: "second_factor_checks_total",
      help: "Codes judged as second factor",
      labels: ["method", "outcome"],
    });
    const service = createMfa({
      repository,
      challenges: createChallengeRepository(store),
      accounts: modules.accounts,
      sessions: modules.sessions,
      devices: modules.sessions.devices,
      sealer,
      keyring,
      clock,
      newId,
      random,
      events,
      mail,
      background,
      lockRule: {
        maxAttempts: security.max_login_attempts,
        durationMs: security.lockout_duration * 1_000,
      },
      countCheck: (method, outcome) => checks.child({ method, outcome }).inc(),
      mailContext: createMailContexts(deps),
    });
    return {
      ...service,
      personalData: mfaPersonalData(repository),
      settle: background.drain,
      reseal: () => resealRows({ ...createSealedSecrets(store), sealer }),
      formerDigests: async () => [
        {
          what: "recovery codes",
          count: await repository.countCodesOfOtherKeys(recoveryKeyId(keyring)),
        },
      ],
    };
  },
  routes: (service, { modules }) => {
    const { cookieSeconds } = modules.sessions;
    return [
      ...mfaRoutes(service, { cookieSeconds, view: modules.accounts.view }),
      ...factorRoutes(service, cookieSeconds),
    ];
  },
  reseal: (service) => service.reseal(),
  formerDigests: (service) => service.formerDigests(),
  personalData: (service) => service.personalData,
  close: (service) => service.settle(),
});
