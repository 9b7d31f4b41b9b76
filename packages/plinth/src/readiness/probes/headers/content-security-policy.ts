import type { Probe } from "../../probe.ts";
import { onPages } from "../../support/on-all-classes.ts";
import { isPage } from "../../support/replies.ts";
import type { Answer } from "../../target.ts";

type Directives = ReadonlyMap<string, readonly string[]>;

const parse = (value: string): Directives =>
  new Map(
    value.split(";").map((part) => {
      const [name = "", ...sources] = part.trim().split(/\s+/);
      return [name.toLowerCase(), sources];
    }),
  );

/** Sources that let an injected script run. */
const OPEN = ["'unsafe-inline'", "'unsafe-eval'", "*", "data:", "http:", "https:"];

/**
 * The sources that count: beside a nonce or a hash no browser heeds 'unsafe-inline', and beside
 * 'strict-dynamic' none that names hosts; both are there for browsers that know no better.
 */
const heeded = (sources: readonly string[]): readonly string[] => {
  const isNamed = sources.some((source) => /^'(?:nonce|sha(?:256|384|512))-/.test(source));
  const isHandedOn = isNamed && sources.includes("'strict-dynamic'");
  return sources.filter(
    (source) =>
      !(isNamed && source === "'unsafe-inline'") &&
      !(isHandedOn && (source === "'self'" || !source.startsWith("'"))),
  );
};

const faultInPolicy = (value: string, answer: Answer): string | undefined => {
  const directives = parse(value);
  const fallback = directives.get("default-src");
  const scripts = directives.get("script-src") ?? fallback;
  if (scripts === undefined) return "neither default-src nor script-src";
  const open = heeded(scripts).find((source) => OPEN.includes(source));
  if (open !== undefined) return `scripts are allowed from ${open}`;
  if ((directives.get("object-src") ?? fallback)?.join() !== "'none'") {
    return "object-src is not 'none'";
  }
  // Where no script runs at all, there is none to be led astray by another base.
  const isWithout = scripts.join() === "'none'";
  if (isPage(answer) && !isWithout && directives.get("base-uri") === undefined) {
    return "no base-uri";
  }
  return undefined;
};

/** Of several policies every one has to be met: one without a fault is enough. */
const faultOf = (answer: Answer): string | undefined => {
  const value = answer.headers.get("content-security-policy");
  if (value === undefined) return "no content-security-policy";
  const faults = value.split(",").map((policy) => faultInPolicy(policy, answer));
  return faults.includes(undefined) ? undefined : faults[0];
};

/** WEB-04 */
export const contentSecurityPolicy: Probe = {
  id: "content-security-policy",
  claim: "Every answer carries a content security policy under which no injected script runs",
  requirements: ["WEB-01", "WEB-04", "TST-06"],
  standard: "OWASP ASVS 5 V3.4.3; CSP level 3",
  owasp: "A03",
  severity: "high",
  depth: "look",
  remedy:
    "Send Content-Security-Policy: default-src 'none' with data, and default-src 'self'; object-src 'none'; base-uri 'none' without unsafe-inline with pages (createReplyHeaders).",
  sabotage: "drop-csp",
  run: (target) =>
    onPages(target, "default-src or script-src without open sources, on each", faultOf),
};
