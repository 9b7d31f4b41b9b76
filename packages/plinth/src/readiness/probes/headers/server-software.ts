import type { Probe } from "../../probe.ts";
import { onAllClasses } from "../../support/on-all-classes.ts";

const TELLING = [
  "x-powered-by",
  "x-aspnet-version",
  "x-aspnetmvc-version",
  "x-generator",
  "x-runtime",
];

/** WEB-01 */
export const serverSoftware: Probe = {
  id: "server-software",
  claim: "No answer tells which software of which version made it",
  requirements: ["WEB-01", "ERR-05"],
  standard: "OWASP ASVS 5 V13.4.6; RFC 9110 section 10.2.4",
  owasp: "A06",
  severity: "low",
  depth: "look",
  remedy: "Remove X-Powered-By and its like, and the version from Server.",
  sabotage: "tell-server-software",
  run: (target) =>
    onAllClasses(target, "no x-powered-by, no version in server", ({ headers }) => {
      const told = TELLING.find((name) => headers.has(name));
      if (told !== undefined) return `${told}: ${headers.get(told)}`;
      const server = headers.get("server") ?? "";
      return /\d/.test(server) ? `server: ${server}` : undefined;
    }),
};
