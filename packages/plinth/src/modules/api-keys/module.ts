import { createSealer, type Resealed, resealRows } from "#crypto";
import type { KeyAuthenticator } from "#http";
import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { createBackground } from "#services/background";
import { createMailContexts } from "#services/mail";
import { apiKeyErrors } from "./errors.ts";
import { createKeyChecker, createSigningKeys, KEY_PREFIX, shareRevocations } from "./keys/index.ts";
import { apiKeyData } from "./migrations/data.ts";
import { apiKeyMigrations } from "./migrations/index.ts";
import { apiKeyPersonalData } from "./personal-data.ts";
import { createApiKeyRepository } from "./repository.ts";
import { apiKeyRoutes } from "./routes.ts";
import { createSealedSecrets } from "./sealed-repository.ts";
import { type ApiKeys, createApiKeys } from "./service.ts";

/** What other modules get when they require API keys. */
export interface ApiKeysService extends ApiKeys {
  readonly keyAuthenticator: KeyAuthenticator;
  readonly personalData: readonly PersonalData[];
  /** Ends every key of everybody; other nodes learn of it within a second. How many were valid. */
  readonly endAll: () => Promise<number>;
  /** Resolves when mails and other work in the background are done and last uses are written. */
  readonly settle: () => Promise<void>;
  /** Seals with the present SECRET_KEY what is sealed with the one of before. */
  readonly reseal: () => Promise<Resealed>;
}

/** API keys: what programs call with, in the name of an account and within its scopes. */
export const apiKeys = defineModule({
  name: "api-keys",
  requires: { accounts },
  migrations: apiKeyMigrations,
  data: apiKeyData,
  errors: apiKeyErrors,
  setup: (deps): ApiKeysService => {
    const { application, clock, keyring, log, mail, metrics, modules, newId, random } = deps;
    const repository = createApiKeyRepository(deps.store);
    const background = createBackground({ log: log.child("api-keys") });
    const sealer = createSealer({ ...keyring.sealing("api-key-signing"), random });
    const signingKeys = createSigningKeys({ sealer, random });
    const own = createKeyChecker({
      repository,
      clock,
      background,
      signingKeys,
      permissionsOf: modules.accounts.permissionsOf,
      needsSecondFactor: modules.accounts.needsSecondFactor,
    });
    const checker = shareRevocations(own, deps.broadcast);
    modules.accounts.onChange(checker.forgetAccount);
    modules.accounts.onRolesChange(checker.forgetAll);
    const known = metrics
      .gauge({ name: "api_key_cache_entries", help: "API keys known without a read" })
      .child();
    metrics.onCollect(() => known.set(checker.size()));
    const refused = metrics
      .counter({ name: "api_key_refusals_total", help: "API keys that opened nothing" })
      .child();
    const service = createApiKeys({
      repository,
      checker,
      signingKeys,
      accounts: modules.accounts,
      policies: application.policies,
      clock,
      newId,
      random,
      mail,
      background,
      mailContext: createMailContexts(deps),
    });
    const counted = <T>(caller: T | undefined): T | undefined => {
      if (caller === undefined) refused.inc();
      return caller;
    };
    return {
      ...service,
      keyAuthenticator: {
        prefix: KEY_PREFIX,
        authenticate: (key) => {
          const found = checker.authenticate(key);
          return found instanceof Promise ? found.then(counted) : counted(found);
        },
        holds: ({ key }) => key !== undefined && checker.holds(key.id),
        signing: { keyOf: checker.signingKeyOf, useNonce: service.useNonce },
      },
      personalData: apiKeyPersonalData(repository, checker.forgetAccount),
      endAll: async () => {
        const ended = await repository.endAll(clock.now());
        checker.forgetAll();
        return ended;
      },
      reseal: () => resealRows({ ...createSealedSecrets(deps.store), sealer }),
      settle: async () => {
        await background.drain();
        await checker.flush();
      },
    };
  },
  routes: (service) => apiKeyRoutes(service),
  keyAuthenticator: (service) => service.keyAuthenticator,
  reseal: (service) => service.reseal(),
  personalData: (service) => service.personalData,
  close: (service) => service.settle(),
});
