import type { Probe } from "../../probe.ts";
import { headerFault, onAllClasses } from "../../support/on-all-classes.ts";

/** WEB-03 */
export const nosniff: Probe = {
  id: "nosniff",
  claim: "Every answer forbids browsers to guess its media type",
  requirements: ["WEB-01", "WEB-03"],
  standard: "OWASP ASVS 5 V3.4.4; Fetch standard",
  owasp: "A05",
  severity: "medium",
  depth: "look",
  remedy:
    "Send X-Content-Type-Options: nosniff with every answer, errors included (createReplyHeaders).",
  sabotage: "drop-nosniff",
  run: (target) =>
    onAllClasses(target, "x-content-type-options: nosniff on each", (answer) =>
      headerFault(answer, "x-content-type-options", (value) => value.toLowerCase() === "nosniff"),
    ),
};
