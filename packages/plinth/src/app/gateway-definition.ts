import type { Config } from "#config";
import { type StartTimer, systemTimer } from "#core";
import { createKeyring, createSecureRandom } from "#crypto";
import {
  createGateway,
  type Gateway,
  type GatewayFile,
  gatewayErrors,
  identityKey,
} from "#gateway";
import { defineModule } from "#modules/contract";
import { identityModules, operationsModules } from "./bundles.ts";
import { type ApplicationDefinition, defineApplication } from "./definition.ts";
import { requireSecrets } from "./process/secrets.ts";

/** What a gateway may be given besides its file. */
export interface GatewayOptions {
  /** For the checks of upstreams; the machine's own where none is given. */
  readonly startTimer?: StartTimer;
  /** Called with the upstreams, once there are some, to replace them while the gateway runs. */
  readonly onUpstreams?: (upstreams: Pick<Gateway["upstreams"], "replace" | "state">) => void;
}

/** The routes of a policy file as a module like any other. */
const gatewayModule = (file: GatewayFile, options: GatewayOptions) =>
  defineModule({
    name: "gateway",
    errors: gatewayErrors,
    setup: ({ keyring, clock, random, log, metrics, application }) =>
      createGateway({
        file,
        keyring,
        clock,
        random,
        startTimer: options.startTimer ?? systemTimer,
        log: log.child("gateway"),
        metrics,
        // Every cookie of ours begins with the name of the session cookie.
        cookiePrefix: application.sessionCookie,
        publicUrl: application.publicUrl,
      }),
    start: async ({ upstreams }) => {
      options.onUpstreams?.(upstreams);
      upstreams.start();
    },
    routes: (gateway) => gateway.routes,
    health: async ({ upstreams }) => {
      const state = upstreams.state();
      const up = state.filter(({ isUp }) => isUp).length;
      return { healthy: up > 0, required: true, detail: { upstreams: state.length, up } };
    },
    close: ({ upstreams }) => upstreams.close(),
  });

/**
 * The application that fronts another one: accounts, operations and the routes of a policy file,
 * composed like every application (GW-01).
 */
export const gatewayDefinition = (
  file: GatewayFile,
  options: GatewayOptions = {},
): ApplicationDefinition =>
  defineApplication({
    name: file.name,
    version: file.version,
    description: file.description,
    modules: [...identityModules, ...operationsModules, gatewayModule(file, options)],
  });

/** The key with which upstreams verify who calls, of the installation that `config` names. */
export const gatewayKey = (config: Config): string => {
  const { secretKey } = requireSecrets(config, createSecureRandom());
  return identityKey(createKeyring(secretKey));
};
