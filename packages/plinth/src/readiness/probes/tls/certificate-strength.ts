import type { PeerCertificate } from "node:tls";
import { BlockedError, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { NO_TLS, shakeHands } from "../../support/tls/handshake.ts";

const DAY_MS = 86_400_000;
/** Renewal is due when a third of 90 days is left; who is at 14 has missed it. */
const LEAST_DAYS = 14;
/** Bits of the shortest keys that RFC 9325 section 4.5 allows. */
const LEAST_BITS = { rsa: 2_048, curve: 224 } as const;

const faultsOf = (certificate: PeerCertificate, now: number): readonly string[] => {
  const days = Math.floor((Date.parse(certificate.valid_to) - now) / DAY_MS);
  const { bits = 0, asn1Curve } = certificate;
  const least = asn1Curve === undefined ? LEAST_BITS.rsa : LEAST_BITS.curve;
  const hasNames = (certificate.subjectaltname ?? "") !== "";
  return [
    ...(days >= LEAST_DAYS ? [] : [`it ends in ${days} days`]),
    // Keys of other kinds, such as Ed25519, tell no bits, and are long enough.
    ...(bits === 0 || bits >= least ? [] : [`its key has ${bits} bits`]),
    ...(hasNames ? [] : ["it names no host in subjectAltName, where browsers look"]),
  ];
};

/** WEB-12 */
export const certificateStrength: Probe = {
  id: "certificate-strength",
  claim: `The certificate lasts another ${LEAST_DAYS} days at least, and its key is long enough`,
  requirements: ["WEB-12"],
  standard: "RFC 9325 section 4.5; OWASP ASVS 5 V12.1.2",
  owasp: "A02",
  severity: "high",
  depth: "look",
  remedy:
    "Renew it now, and look why the renewal did not run; RSA keys of 2,048 bits or more, or P-256.",
  sabotage: "ending-certificate",
  run: async (target) => {
    if (!target.isHttps) return notApplicable(NO_TLS);
    const { certificate, refusal } = await shakeHands(target, { isVerified: false });
    if (certificate === undefined) throw new BlockedError(`no handshake: ${refusal}`);
    const faults = faultsOf(certificate, target.clock.now()).map((what) => ({ what }));
    const until = certificate.valid_to;
    return judge({
      faults,
      checked: 1,
      of: `certificates (until ${until})`,
      wanted: "none ending",
    });
  },
};
