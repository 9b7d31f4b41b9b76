import type { Dependencies } from "#resilience";
import { createHttpDependency, type HttpDependency, type OutboundClient } from "#services/outbound";

const LIMIT_MS = 10_000;

/** The push services that browsers may name, each with policies of its own. */
export interface PushServices {
  /** What all of them are called, as dependencies. */
  readonly names: readonly string[];
  /** What the service of a host is called; undefined where none of the allowed ones has it. */
  readonly nameOf: (host: string) => string | undefined;
  /** What calls the service of an endpoint; undefined where none of the allowed ones has it. */
  readonly of: (endpoint: string) => HttpDependency | undefined;
}

const isBelow = (host: string, pattern: string): boolean =>
  pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;

const toName = (pattern: string): string =>
  `push-${pattern.replace(/^\*\./, "").replaceAll(/[^a-z0-9]+/g, "-")}`;

/** Builds it. A service is declared at its first use: nobody is told of one that nobody has. */
export const createPushServices = (parts: {
  readonly hosts: readonly string[];
  readonly dependencies: Dependencies;
  readonly outbound: OutboundClient;
}): PushServices => {
  const { hosts, dependencies, outbound } = parts;
  const declared = new Map<string, HttpDependency>();
  const patternOf = (host: string): string | undefined => hosts.find((one) => isBelow(host, one));
  const declare = (pattern: string): HttpDependency => {
    // "name" and "*.name" are one service.
    const name = toName(pattern);
    const known = declared.get(name);
    if (known !== undefined) return known;
    const made = createHttpDependency({
      dependencies,
      outbound,
      name,
      title: `Push messages (${pattern.replace(/^\*\./, "")})`,
      limitMs: LIMIT_MS,
      whileDegraded: "Reminders in browsers may come late or not at all.",
    });
    declared.set(name, made);
    return made;
  };
  return {
    names: [...new Set(hosts.map(toName))],
    nameOf: (host) => {
      const pattern = patternOf(host);
      return pattern === undefined ? undefined : toName(pattern);
    },
    of: (endpoint) => {
      const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
      if (url?.protocol !== "https:" || url.port !== "" || url.username !== "") return undefined;
      const pattern = patternOf(url.hostname);
      return pattern === undefined ? undefined : declare(pattern);
    },
  };
};
