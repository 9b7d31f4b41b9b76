import type { Dependencies } from "#resilience";
import { createHttpDependency, type HttpDependency, type OutboundClient } from "#services/outbound";

const LIMIT_MS = 10_000;

/** The push services that browsers may name, each with policies of its own. */
export interface PushServices {
  /** What calls the service of an endpoint; undefined where none of the allowed ones has it. */
  readonly of: (endpoint: string) => HttpDependency | undefined;
}

const isBelow = (host: string, pattern: string): boolean =>
  pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;

const nameOf = (pattern: string): string =>
  `push-${pattern.replace(/^\*\./, "").replaceAll(/[^a-z0-9]+/g, "-")}`;

/** Builds it. A service is declared at its first use: nobody is told of one that nobody has. */
export const createPushServices = (parts: {
  readonly hosts: readonly string[];
  readonly dependencies: Dependencies;
  readonly outbound: OutboundClient;
}): PushServices => {
  const { hosts, dependencies, outbound } = parts;
  const declared = new Map<string, HttpDependency>();
  const declare = (pattern: string): HttpDependency => {
    const known = declared.get(pattern);
    if (known !== undefined) return known;
    const made = createHttpDependency({
      dependencies,
      outbound,
      name: nameOf(pattern),
      title: `Push messages (${pattern.replace(/^\*\./, "")})`,
      limitMs: LIMIT_MS,
      whileDegraded: "Reminders in browsers may come late or not at all.",
    });
    declared.set(pattern, made);
    return made;
  };
  return {
    of: (endpoint) => {
      const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
      if (url?.protocol !== "https:" || url.port !== "" || url.username !== "") return undefined;
      const pattern = hosts.find((one) => isBelow(url.hostname, one));
      return pattern === undefined ? undefined : declare(pattern);
    },
  };
};
