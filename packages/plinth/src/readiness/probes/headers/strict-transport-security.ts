import type { Probe } from "../../probe.ts";
import { headerFault, onAllClasses } from "../../support/on-all-classes.ts";

const YEAR_SECONDS = 31_536_000;

const isLong = (value: string): boolean =>
  Number(/max-age=(\d+)/i.exec(value)?.[1] ?? 0) >= YEAR_SECONDS &&
  /includeSubDomains/i.test(value);

/** WEB-02 */
export const strictTransportSecurity: Probe = {
  id: "strict-transport-security",
  claim: "HTTPS answers bind browsers to HTTPS for a year; HTTP answers do not pretend to",
  requirements: ["WEB-02"],
  standard: "OWASP ASVS 5 V3.4.1; RFC 6797 section 7.2",
  owasp: "A02",
  severity: "medium",
  depth: "look",
  remedy:
    "Send Strict-Transport-Security: max-age=31536000; includeSubDomains over HTTPS, and never over HTTP; declare proxies that end TLS in TRUSTED_PROXIES.",
  sabotage: "hsts-over-http",
  run: (target) =>
    onAllClasses(
      target,
      target.isHttps ? "a year or more, with subdomains" : "no strict-transport-security over HTTP",
      (answer) => {
        if (target.isHttps) return headerFault(answer, "strict-transport-security", isLong);
        const value = answer.headers.get("strict-transport-security");
        return value === undefined ? undefined : `strict-transport-security is "${value}"`;
      },
    ),
};
