import type { Probe } from "../../probe.ts";
import { onAllClasses } from "../../support/on-all-classes.ts";
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

const faultOf = (answer: Answer): string | undefined => {
  const value = answer.headers.get("content-security-policy");
  if (value === undefined) return "no content-security-policy";
  const directives = parse(value);
  const fallback = directives.get("default-src");
  const scripts = directives.get("script-src") ?? fallback;
  if (scripts === undefined) return "neither default-src nor script-src";
  const open = scripts.find((source) => OPEN.includes(source));
  if (open !== undefined) return `scripts are allowed from ${open}`;
  if ((directives.get("object-src") ?? fallback)?.join() !== "'none'") {
    return "object-src is not 'none'";
  }
  if (isPage(answer) && directives.get("base-uri") === undefined) return "no base-uri";
  return undefined;
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
    onAllClasses(target, "default-src or script-src without open sources, on each", faultOf),
};
