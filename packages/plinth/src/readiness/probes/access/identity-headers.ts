import type { Probe } from "../../probe.ts";
import { type Pretence, refusedAsNobody } from "../../support/refused-as-nobody.ts";
import { UNKNOWN_ID } from "../../support/samples.ts";

const MAIL = "admin@example.com";

/** Fields by which gateways and proxies tell applications who calls. */
const FORGED: readonly Pretence[] = [
  [
    "the gateway's identity fields",
    {
      "Plinth-User": UNKNOWN_ID,
      "Plinth-Role": "admin",
      "Plinth-Tier": "free",
      "Plinth-Session": UNKNOWN_ID,
      "Plinth-Timestamp": "1767225600",
      "Plinth-Signature": "A".repeat(43),
    },
  ],
  [
    "the same as CGI and WSGI would read them",
    { Plinth_User: UNKNOWN_ID, "plinth.role": "admin", PLINTH_SESSION: UNKNOWN_ID },
  ],
  [
    "fields of other proxies",
    {
      "Remote-User": "admin",
      "X-Remote-User": "admin",
      "X-Forwarded-User": "admin",
      "X-Forwarded-Email": MAIL,
      "X-Auth-Request-User": "admin",
      "X-Auth-Request-Email": MAIL,
      "X-Authenticated-Userid": "admin",
      "X-WebAuth-User": "admin",
      "X-User-Id": UNKNOWN_ID,
      "X-User-Role": "admin",
      "X-Ssl-Client-Verify": "SUCCESS",
      "X-Ssl-Client-S-Dn": "CN=admin",
      "X-Ms-Client-Principal-Name": MAIL,
      "Cf-Access-Authenticated-User-Email": MAIL,
      "Tailscale-User-Login": MAIL,
    },
  ],
];

/** GW-01 */
export const identityHeaders: Probe = {
  id: "identity-headers",
  claim: "Header fields that name a caller make nobody of whoever sends them",
  requirements: ["GW-01", "AZ-02"],
  standard: "OWASP ASVS 5 V4.1.3; CWE-290",
  owasp: "A07",
  severity: "critical",
  depth: "look",
  remedy:
    "Take identity fields away from every request that comes in, in any spelling, and believe only those that the gateway signed.",
  sabotage: "believe-identity-headers",
  run: refusedAsNobody("requests that name a caller", () => FORGED),
};
