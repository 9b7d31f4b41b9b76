import type { Probe } from "../../probe.ts";
import { headerFault, onPages } from "../../support/on-all-classes.ts";

/** WEB-05 */
export const permissionsPolicy: Probe = {
  id: "permissions-policy",
  claim: "No answer lets a page use camera, microphone or place",
  requirements: ["WEB-01", "WEB-05"],
  standard: "RFC 9651 section 3.2; W3C Permissions Policy; OWASP Secure Headers",
  owasp: "A05",
  severity: "low",
  depth: "look",
  remedy: "Send Permissions-Policy: geolocation=(), microphone=(), camera=() (createReplyHeaders).",
  sabotage: "drop-permissions-policy",
  run: (target) =>
    onPages(target, "permissions-policy with geolocation, microphone and camera empty", (answer) =>
      headerFault(answer, "permissions-policy", (value) =>
        ["geolocation=()", "microphone=()", "camera=()"].every((feature) =>
          value.replaceAll(" ", "").includes(feature),
        ),
      ),
    ),
};
