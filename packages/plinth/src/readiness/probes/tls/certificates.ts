import { notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { NO_TLS, shakeHands } from "../../support/tls/handshake.ts";

/** WEB-12 */
export const certificates: Probe = {
  id: "certificates",
  claim:
    "The certificate is for this host, is valid today, and comes from an authority that is trusted",
  requirements: ["WEB-12", "WEB-10"],
  standard: "OWASP ASVS 5 V12.2.2; RFC 5280 section 6; RFC 9525",
  owasp: "A02",
  severity: "critical",
  depth: "look",
  remedy:
    "Serve the whole chain (fullchain.pem), of a certificate that names this host, and renew it in time.",
  sabotage: "untrusted-certificate",
  run: async (target) => {
    if (!target.isHttps) return notApplicable(NO_TLS);
    const { refusal } = await shakeHands(target, { isVerified: true });
    const faults = refusal === undefined ? [] : [{ what: refusal }];
    return judge({ faults, checked: 1, of: "handshakes", wanted: "a certificate that is trusted" });
  },
};
