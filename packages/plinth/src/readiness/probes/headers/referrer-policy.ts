import type { Probe } from "../../probe.ts";
import { headerFault, onPages } from "../../support/on-all-classes.ts";

const SAFE = [
  "no-referrer",
  "same-origin",
  "origin",
  "strict-origin",
  "origin-when-cross-origin",
  "strict-origin-when-cross-origin",
];
const UNSAFE = ["unsafe-url", "no-referrer-when-downgrade"];

/** A list is one policy with others for older browsers: the last that a browser knows counts. */
const lastKnown = (value: string): string =>
  value
    .toLowerCase()
    .split(",")
    .map((word) => word.trim())
    .findLast((word) => SAFE.includes(word) || UNSAFE.includes(word)) ?? "";

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
    onPages(target, "a referrer-policy that tells other sites the origin at most", (answer) =>
      headerFault(answer, "referrer-policy", (value) => SAFE.includes(lastKnown(value))),
    ),
};
