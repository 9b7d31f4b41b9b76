import type { Clock } from "#core";
import type { Authenticator } from "#http";
import { accounts } from "#modules/accounts";
import { defineModule, type PersonalData, type Platform } from "#modules/contract";
import { tokens } from "#modules/tokens";
import { createBackground } from "#services/background";
import { createAuthenticator } from "./authenticator.ts";
import { createKnownDevices, type KnownDevices } from "./devices/devices.ts";
import { sessionData } from "./migrations/data.ts";
import { sessionMigrations } from "./migrations/index.ts";
import { sessionPersonalData } from "./personal-data.ts";
import { createSessionRepository, type SessionFollower } from "./repository.ts";
import { shareRevocations } from "./revocations.ts";
import { SESSION_COOKIE, sessionRoutes } from "./routes.ts";
import { createSessions, type Sessions } from "./service.ts";

const DAY_MS = 86_400_000;

/** What other modules get when they require sessions. */
export interface SessionsService extends Sessions {
  readonly authenticator: Authenticator;
  /** Which browsers have signed in to which account before. */
  readonly devices: KnownDevices;
  readonly personalData: readonly PersonalData[];
  /**
   * Has rows of another module that name a session (a foreign key that cascades) follow it when it
   * gets another id; call it during setup.
   */
  readonly follow: (follower: SessionFollower) => void;
  /** Ends every session of everybody; other nodes learn of it within a second. How many there were. */
  readonly endAll: () => Promise<number>;
  /** Resolves when work in the background is done and last uses are written. */
  readonly settle: () => Promise<void>;
}

/** Counting sessions reads all of them: no more often than this, however often somebody scrapes. */
const COUNT_EVERY_MS = 30_000;

/** Publishes how many sessions are in use, over all nodes (OBS-05); the result stops it. */
const countActive = (
  metrics: Platform["metrics"],
  clock: Clock,
  count: () => Promise<number>,
): (() => void) => {
  const active = metrics
    .gauge({ name: "sessions_active", help: "Sessions in use, over all nodes", scope: "shared" })
    .child();
  let countedAt = Number.NEGATIVE_INFINITY;
  return metrics.onRefresh(async () => {
    const now = clock.now();
    if (Math.abs(now - countedAt) < COUNT_EVERY_MS) return;
    active.set(await count());
    countedAt = now;
  });
};

/** Sessions: the record that says who is signed in where, and the tokens that stand for it. */
export const sessions = defineModule({
  name: "sessions",
  requires: { accounts, tokens },
  migrations: sessionMigrations,
  data: sessionData,
  setup: (deps): SessionsService => {
    const { clock, config, keyring, log, metrics, modules, newId, random, store } = deps;
    const followers: SessionFollower[] = [];
    const repository = createSessionRepository(store, followers);
    const background = createBackground({ log: log.child("sessions") });
    const idleMs = config.security.session_timeout * 1_000;
    const own = createAuthenticator({
      repository,
      tokens: modules.tokens,
      clock,
      background,
      permissionsOf: modules.accounts.permissionsOf,
      needsSecondFactor: modules.accounts.needsSecondFactor,
      idleMs,
    });
    const judge = shareRevocations(own, deps.broadcast);
    modules.accounts.onChange(judge.forgetAccount);
    modules.accounts.onRolesChange(judge.forgetAll);
    const known = metrics
      .gauge({ name: "session_cache_entries", help: "Credentials known without a read" })
      .child();
    metrics.onCollect(() => known.set(judge.size()));
    const stopCounting = countActive(metrics, clock, () =>
      repository.countActive(clock.now() - idleMs, clock.now()),
    );
    const service = createSessions({
      repository,
      authenticator: judge,
      tokens: modules.tokens,
      keyring,
      clock,
      newId,
      random,
      events: deps.events,
      background,
      accessTokenSeconds: config.tokens.accessTokenMinutes * 60,
      refreshMs: config.tokens.refreshTokenDays * DAY_MS,
      absoluteMs: config.security.session_absolute_days * DAY_MS,
      idleMs,
    });
    return {
      ...service,
      devices: createKnownDevices({ keyring, random }),
      authenticator: {
        cookieName: SESSION_COOKIE.name,
        authenticate: judge.authenticate,
        holds: judge.holds,
      },
      personalData: sessionPersonalData(repository),
      follow: (follower) => void followers.push(follower),
      endAll: async () => {
        const ended = await repository.endAll();
        judge.forgetAll();
        return ended;
      },
      settle: async () => {
        stopCounting();
        await background.drain();
        await judge.flush();
      },
    };
  },
  routes: (service) => sessionRoutes(service),
  authenticator: (service) => service.authenticator,
  personalData: (service) => service.personalData,
  close: (service) => service.settle(),
});
