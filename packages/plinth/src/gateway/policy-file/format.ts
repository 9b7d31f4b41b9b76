import type { Method, PolicyDeclaration } from "#policy";

/** One route of a policy file. */
export interface GatewayRoute {
  readonly method: Method;
  /** With parameters as ":name"; a trailing "*" takes the rest. */
  readonly path: string;
  /** The same declaration that a route of a module has. */
  readonly policy: PolicyDeclaration;
}

/** How upstreams are asked whether they are well. */
export interface HealthCheck {
  /** Asked with GET; 2xx and 3xx are good answers. */
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Results in a row after which an upstream is left out, and taken back. */
  readonly unhealthyAfter: number;
  readonly healthyAfter: number;
}

/** A policy file that was read and found whole. */
export interface GatewayFile {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  /** Origins such as "http://127.0.0.1:9000". */
  readonly upstreams: readonly string[];
  /** Connections to one upstream; requests beyond wait for a free one. */
  readonly connections: number;
  /** Undefined where only requests show how an upstream is. */
  readonly healthCheck: HealthCheck | undefined;
  /** Whether session cookies and tokens reach the upstream. Default: they do not. */
  readonly forwardCredentials: boolean;
  /** A streamed answer ends once nothing moved for this long, in milliseconds. */
  readonly idleTimeoutMs: number;
  readonly routes: readonly GatewayRoute[];
}
