import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isGuarded, isReading, operationsOf, pathOf } from "../../support/operations.ts";
import { comparable } from "../../support/problems.ts";
import { UNKNOWN_ID } from "../../support/samples.ts";

/** Operations to try; what believes such a header mostly does so everywhere. */
const ENOUGH = 5;
const MAIL = "admin@example.com";

/** Fields by which gateways and proxies tell applications who calls. */
const FORGED: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
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
  run: async (target) => {
    const operations = operationsOf(target).filter(
      (operation) => isReading(operation) && isGuarded(operation),
    );
    if (operations.length === 0) return undocumented(target, "no document names anything guarded");
    const faults: Fault[] = [];
    let checked = 0;
    for (const operation of operations.slice(0, ENOUGH)) {
      const path = pathOf(operation, target);
      const none = comparable(await target.ask(path));
      for (const [what, headers] of FORGED) {
        const answer = await target.ask(path, { headers });
        checked += 1;
        if (answer.status !== 401) {
          faults.push({ what: `${operation.name} with ${what}: ${answer.status}`, answer });
        } else if (comparable(answer) !== none) {
          faults.push({ what: `${operation.name} with ${what}: another answer`, answer });
        }
      }
    }
    const wanted = "401, and the answer that callers without a credential get";
    return judge({ faults, checked, of: "requests that name a caller", wanted });
  },
};
