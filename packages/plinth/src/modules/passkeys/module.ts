import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData } from "#modules/contract";
import { credentials } from "#modules/credentials";
import { mfa } from "#modules/mfa";
import { sessions } from "#modules/sessions";
import { createBackground } from "#services/background";
import { createMailContexts } from "#services/mail";
import { passkeyErrors } from "./errors.ts";
import { passkeyData } from "./migrations/data.ts";
import { passkeyMigrations } from "./migrations/index.ts";
import { ownPasskeyRoutes } from "./passkey-routes.ts";
import { passkeyPersonalData } from "./personal-data.ts";
import { createPasskeyRepository } from "./repository.ts";
import { passkeyRoutes } from "./routes.ts";
import { createPasskeys, type Passkeys } from "./service.ts";
import { createChallenges } from "./webauthn/challenges.ts";
import { relyingPartyOf } from "./webauthn/relying-party.ts";
import { createVerifier } from "./webauthn/verifier.ts";

/** What the module keeps. */
export interface PasskeysService extends Passkeys {
  readonly personalData: readonly PersonalData[];
  /** Resolves when work in the background is done. */
  readonly settle: () => Promise<void>;
}

/** Passkeys: signing in with a device or a security key instead of a password (ID-22). */
export const passkeys = defineModule({
  name: "passkeys",
  requires: { accounts, credentials, mfa, sessions },
  migrations: passkeyMigrations,
  data: passkeyData,
  errors: passkeyErrors,
  setup: (deps): PasskeysService => {
    const { application, clock, config, events, keyring, log, mail, metrics, modules } = deps;
    const repository = createPasskeyRepository(deps.store);
    const background = createBackground({ log: log.child("passkeys") });
    const checks = metrics.counter({
      name: "passkey_checks_total",
      help: "Passkeys judged, by purpose and outcome",
      labels: ["purpose", "outcome"],
    });
    const mapsLoopback = config.profile !== "production";
    modules.mfa.registerOtherFactor({
      has: async (accountId) => (await repository.passkeysOf(accountId)).length > 0,
      removeAll: repository.removeAll,
    });
    const service = createPasskeys({
      repository,
      challenges: createChallenges({ keyring, clock, random: deps.random }),
      verifier: createVerifier(),
      accounts: modules.accounts,
      sessions: modules.sessions,
      devices: modules.sessions.devices,
      clock,
      newId: deps.newId,
      events,
      mail,
      background,
      relyingParty: () => relyingPartyOf(application.publicUrl(), { mapsLoopback }),
      applicationName: application.name,
      countCheck: (purpose, outcome) => checks.child({ purpose, outcome }).inc(),
      mailContext: createMailContexts(deps),
    });
    return {
      ...service,
      personalData: passkeyPersonalData(repository),
      settle: background.drain,
    };
  },
  routes: (service, { modules }) => {
    const { cookieSeconds } = modules.sessions;
    return [
      ...passkeyRoutes(service, { cookieSeconds, view: modules.accounts.view }),
      ...ownPasskeyRoutes(service, { mfa: modules.mfa, cookieSeconds }),
    ];
  },
  personalData: (service) => service.personalData,
  close: (service) => service.settle(),
});
