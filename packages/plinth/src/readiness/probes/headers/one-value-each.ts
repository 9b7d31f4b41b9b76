import type { Probe } from "../../probe.ts";
import { onAllClasses } from "../../support/on-all-classes.ts";

/** Headers that are lists by their definition and may come in several lines. */
const LISTS = [
  "accept-ch",
  "accept-ranges",
  "access-control-allow-headers",
  "access-control-allow-methods",
  "access-control-expose-headers",
  "allow",
  "alt-svc",
  "cache-control",
  "connection",
  "content-language",
  "content-security-policy",
  "content-security-policy-report-only",
  "link",
  "permissions-policy",
  "proxy-authenticate",
  "reporting-endpoints",
  "server-timing",
  "set-cookie",
  "vary",
  "via",
  "www-authenticate",
  "x-robots-tag",
];

/** WEB-01 */
export const oneValueEach: Probe = {
  id: "one-value-each",
  claim: "No header comes twice, so that nobody has to guess which one counts",
  requirements: ["WEB-01"],
  standard: "RFC 9110 section 5.3",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy: "Set each header in one place only; look for a proxy that adds its own.",
  sabotage: "send-headers-twice",
  run: (target) =>
    onAllClasses(target, "each header once", ({ headerLines }) => {
      const names = headerLines.map(([name]) => name);
      const twice = names.find(
        (name, index) => names.indexOf(name) !== index && !LISTS.includes(name),
      );
      return twice === undefined ? undefined : `${twice} comes twice`;
    }),
};
