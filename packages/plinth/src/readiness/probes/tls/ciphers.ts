import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { NO_TLS, shakeHands, UNOFFERABLE } from "../../support/tls/handshake.ts";

/** Families of suites that RFC 9325 section 4.1 does away with; each is offered by itself. */
const WEAK: readonly (readonly [name: string, ciphers: string])[] = [
  ["no encryption", "eNULL:@SECLEVEL=0"],
  ["no authentication", "aNULL:@SECLEVEL=0"],
  ["RC4, DES or 3DES", "RC4:DES:3DES:@SECLEVEL=0"],
  ["no forward secrecy (RSA)", "kRSA:@SECLEVEL=0"],
  [
    "CBC with SHA-1",
    "ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES256-SHA:ECDHE-ECDSA-AES256-SHA:@SECLEVEL=0",
  ],
];

/** WEB-10, P-050 */
export const tlsCiphers: Probe = {
  id: "tls-ciphers",
  claim: "No suite is agreed upon that lacks forward secrecy, authentication or sound encryption",
  requirements: ["WEB-10", "P-050"],
  standard: "OWASP ASVS 5 V12.1.2; RFC 9325 sections 4.1 and 4.2",
  owasp: "A02",
  severity: "medium",
  depth: "look",
  remedy:
    "Write ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:…; no CBC, no RSA exchange.",
  sabotage: "weak-suites",
  run: async (target) => {
    if (!target.isHttps) return notApplicable(NO_TLS);
    const faults: Fault[] = [];
    const leftOut: string[] = [];
    for (const [name, ciphers] of WEAK) {
      try {
        const offer = { version: "TLSv1.2", ciphers, isVerified: false } as const;
        const { refusal, cipher } = await shakeHands(target, offer);
        if (refusal === undefined) faults.push({ what: `${name}: ${cipher}` });
      } catch (fault) {
        if (!String(fault).includes(UNOFFERABLE)) throw fault;
        // OpenSSL no longer has the oldest of them.
        leftOut.push(`${name} (this machine cannot offer it)`);
      }
    }
    const checked = WEAK.length - leftOut.length;
    return judge({ faults, checked, of: "families", wanted: "a refusal of each", leftOut });
  },
};
