import { systemTimer } from "#core";
import { defineModule } from "#modules/contract";
import { repeat } from "#services/background";
import { createKeyMaterial } from "./material.ts";
import { tokenData } from "./migrations/data.ts";
import { tokenMigrations } from "./migrations/index.ts";
import { createSigningKeyRepository } from "./repository.ts";
import { tokenRoutes } from "./routes.ts";
import { createTokens, type Tokens } from "./service.ts";

/** How often a node learns what others did; far more often than keys are announced before use. */
const MAINTAIN_EVERY_MS = 15_000;

/** What other modules get when they require tokens. */
export interface TokensService extends Tokens {
  /** Reads the keys and goes on learning of new ones. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Access tokens: made, judged, and the keys behind them rotated. */
export const tokens = defineModule({
  name: "tokens",
  migrations: tokenMigrations,
  data: tokenData,
  setup: ({ clock, config, events, log, metrics, random, secrets, store }): TokensService => {
    const own = log.child("tokens");
    const service = createTokens({
      repository: createSigningKeyRepository(store),
      material: createKeyMaterial(
        secrets.jwtSecretKey,
        random,
        config.secrets.jwtSecretKeyPrevious,
      ),
      clock,
      log: own,
      events,
      algorithm: config.tokens.algorithm,
      rotationDays: config.tokens.keyRotationDays,
      issuer: config.server.publicUrl,
      audience: `${config.server.publicUrl}/api`,
    });
    const age = metrics
      .gauge({ name: "signing_key_age_seconds", help: "Time that the signing key has signed" })
      .child();
    metrics.onCollect(() => age.set(service.age()));

    const maintain = async (): Promise<void> => {
      try {
        await service.maintain();
      } catch (error) {
        own.error("signing keys could not be maintained", { error });
      }
    };
    let stop: () => Promise<void> = () => Promise.resolve();
    return {
      ...service,
      start: async () => {
        await service.load();
        stop = repeat(systemTimer, MAINTAIN_EVERY_MS, maintain);
      },
      stop: () => stop(),
    };
  },
  start: (service) => service.start(),
  routes: (service) => tokenRoutes(service),
  close: (service) => service.stop(),
});
