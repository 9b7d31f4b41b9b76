import type { Probe } from "../../probe.ts";
import { headerFault, onPages } from "../../support/on-all-classes.ts";
import { isStranger } from "../../support/operations.ts";
import type { Answer } from "../../target.ts";

const FRAMES = /(?:^|[;,])\s*frame-ancestors\s+'(?:none|self)'\s*(?:[;,]|$)/i;

const inPolicy = (answer: Answer) =>
  headerFault(answer, "content-security-policy", (value) => FRAMES.test(value));
const inOldHeader = (answer: Answer) =>
  headerFault(answer, "x-frame-options", (value) => /^(?:deny|sameorigin)$/i.test(value));

/** WEB-03 */
export const framing: Probe = {
  id: "framing",
  claim: "No other site can put an answer into a frame",
  requirements: ["WEB-01", "WEB-03"],
  standard: "OWASP ASVS 5 V3.4.6; RFC 7034",
  owasp: "A04",
  severity: "medium",
  depth: "look",
  remedy:
    "Send frame-ancestors 'none' in Content-Security-Policy, and X-Frame-Options: DENY for old browsers (createReplyHeaders).",
  sabotage: "allow-framing",
  run: (target) =>
    // Either keeps frames out in every browser of today; both are what Plinth promises.
    isStranger(target)
      ? onPages(target, "frame-ancestors 'none' or 'self', or x-frame-options", (answer) =>
          inPolicy(answer) === undefined ? undefined : inOldHeader(answer),
        )
      : onPages(
          target,
          "frame-ancestors 'none' or 'self', and x-frame-options, on each",
          (answer) => inPolicy(answer) ?? inOldHeader(answer),
        ),
};
