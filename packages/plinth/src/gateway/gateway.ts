import type { Clock, Random, StartTimer } from "#core";
import type { Keyring } from "#crypto";
import type { Route } from "#http";
import type { Logger, Metrics } from "#telemetry";
import { createIdentityHeaders } from "./exchange/identity.ts";
import type { GatewayFile } from "./policy-file/format.ts";
import { createProxy } from "./proxy.ts";
import { createUpstreams, type Upstreams } from "./upstreams/upstreams.ts";

/** What a gateway is made from. */
export interface GatewayParts {
  readonly file: GatewayFile;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** For the checks of upstreams. */
  readonly startTimer: StartTimer;
  readonly random: Random;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** What the names of our own cookies begin with. */
  readonly cookiePrefix: () => string;
  /** Base URL under which people reach us. */
  readonly publicUrl: () => string;
}

/** The routes of a policy file, and the upstreams behind them. */
export interface Gateway {
  readonly routes: readonly Route[];
  readonly upstreams: Upstreams;
}

/**
 * Builds a gateway out of a policy file (GW-01): routes like those of any module, whose handlers pass
 * the request on. Everything that happens to a request before is the kernel's, so a policy means the
 * same as in library mode (POL-08).
 */
export const createGateway = (parts: GatewayParts): Gateway => {
  const { file, keyring, clock } = parts;
  const upstreams = createUpstreams({
    ...parts,
    origins: file.upstreams,
    connections: file.connections,
    check: file.healthCheck,
  });
  const proxy = createProxy({
    upstreams,
    identity: createIdentityHeaders(keyring, clock.now),
    forwardCredentials: file.forwardCredentials,
    idleMs: file.idleTimeoutMs,
    cookiePrefix: parts.cookiePrefix,
    publicUrl: parts.publicUrl,
  });
  return {
    upstreams,
    routes: file.routes.map(({ method, path, policy }) => ({
      method,
      path,
      declaration: { ...policy, compress: { none: "the gateway passes bytes on as they come" } },
      handler: proxy,
    })),
  };
};
