import type { Probe } from "../../probe.ts";
import { headerFault, onPages } from "../../support/on-all-classes.ts";

/** WEB-03 */
export const crossOriginPolicies: Probe = {
  id: "cross-origin-policies",
  claim: "Other sites neither hold a window on our pages nor embed our answers",
  requirements: ["WEB-01", "WEB-03"],
  standard: "OWASP ASVS 5 V3.4.8; HTML standard, cross-origin opener policy",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy:
    "Send Cross-Origin-Opener-Policy and Cross-Origin-Resource-Policy: same-origin (createReplyHeaders).",
  sabotage: "drop-cross-origin-policies",
  run: (target) =>
    onPages(
      target,
      "both cross-origin policies on each",
      (answer) =>
        headerFault(answer, "cross-origin-opener-policy", (value) =>
          value.startsWith("same-origin"),
        ) ??
        headerFault(answer, "cross-origin-resource-policy", (value) => value.startsWith("same-")),
    ),
};
