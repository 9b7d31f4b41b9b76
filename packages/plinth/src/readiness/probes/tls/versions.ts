import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { NO_TLS, shakeHands } from "../../support/tls/handshake.ts";

/** At this level OpenSSL offers even what it would not take by itself any more. */
const ANYTHING = "ALL:@SECLEVEL=0";
const OLD = ["TLSv1", "TLSv1.1"] as const;
const CURRENT = ["TLSv1.2", "TLSv1.3"] as const;

/** WEB-10, P-050 */
export const tlsVersions: Probe = {
  id: "tls-versions",
  claim: "Connections are encrypted with TLS 1.2 or 1.3, and with nothing older",
  requirements: ["WEB-10", "P-050"],
  standard: "OWASP ASVS 5 V12.1.1; RFC 8996; RFC 9325 section 3.1",
  owasp: "A02",
  severity: "high",
  depth: "look",
  remedy: 'Write ssl_protocols TLSv1.2 TLSv1.3; (nginx), minVersion: "TLSv1.2" (Node).',
  sabotage: "old-tls",
  run: async (target) => {
    if (!target.isHttps) return notApplicable(NO_TLS);
    const faults: Fault[] = [];
    for (const version of OLD) {
      const { refusal } = await shakeHands(target, {
        version,
        ciphers: ANYTHING,
        isVerified: false,
      });
      if (refusal === undefined) faults.push({ what: `${version} is spoken` });
    }
    const taken = [];
    for (const version of CURRENT) {
      const { refusal } = await shakeHands(target, { version, isVerified: false });
      if (refusal === undefined) taken.push(version);
    }
    if (taken.length === 0) faults.push({ what: "neither TLS 1.2 nor 1.3 is spoken" });
    const checked = OLD.length + CURRENT.length;
    return judge({ faults, checked, of: "versions", wanted: "1.2 or 1.3, and nothing older" });
  },
};
