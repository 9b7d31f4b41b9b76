import type { Probe } from "../../probe.ts";
import { headerFault, onAllClasses } from "../../support/on-all-classes.ts";

const SAFE = [
  "no-referrer",
  "same-origin",
  "origin",
  "strict-origin",
  "origin-when-cross-origin",
  "strict-origin-when-cross-origin",
];

/** WEB-03 */
export const referrerPolicy: Probe = {
  id: "referrer-policy",
  claim: "No answer lets full addresses leak to other sites",
  requirements: ["WEB-01", "WEB-03"],
  standard: "OWASP ASVS 5 V3.4.5; Referrer Policy",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy:
    "Send Referrer-Policy: strict-origin-when-cross-origin or a stricter one (createReplyHeaders).",
  sabotage: "drop-referrer-policy",
  run: (target) =>
    onAllClasses(target, "a referrer-policy that tells other sites the origin at most", (answer) =>
      headerFault(answer, "referrer-policy", (value) => SAFE.includes(value.toLowerCase())),
    ),
};
