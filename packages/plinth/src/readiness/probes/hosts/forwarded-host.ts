import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { hostToldIn } from "../../support/pages/told-hosts.ts";
import { HTML, unknownPath } from "../../support/replies.ts";

const AWAY = "audit.attacker.example";

/** Fields by which proxies say which host was asked for; a caller who is no proxy may invent them. */
const FIELDS: readonly Readonly<Record<string, string>>[] = [
  { "X-Forwarded-Host": AWAY },
  { Forwarded: `host=${AWAY};proto=https` },
  { "X-Host": AWAY, "X-Forwarded-Server": AWAY, "X-HTTP-Host-Override": AWAY },
];

/** OWASP ASVS V4.1.3 */
export const forwardedHost: Probe = {
  id: "forwarded-host",
  claim: "A host that a caller invents in a proxy's field comes into no link, redirect or cookie",
  requirements: ["WEB-01", "RL-07"],
  standard: "OWASP ASVS 5 V4.1.3; RFC 7239 section 8.1",
  owasp: "A05",
  severity: "medium",
  depth: "look",
  remedy:
    "Overwrite the field in your proxy (proxy_set_header X-Forwarded-Host $host;), or build addresses from PUBLIC_URL.",
  sabotage: "believe-forwarded-host",
  run: async (target) => {
    const paths = ["/", "/login", "/docs", unknownPath(target)];
    const faults: Fault[] = [];
    for (const path of paths) {
      for (const fields of FIELDS) {
        // A query of its own, so that no cache keeps what comes of it for others.
        const own = `${path}?audit=${target.unique("host")}`;
        const answer = await target.visitor().ask(own, { headers: { ...HTML, ...fields } });
        const told = hostToldIn(answer, AWAY);
        if (told === undefined) continue;
        faults.push({ what: `${path} with ${Object.keys(fields)[0]}: ${told}`, answer });
      }
    }
    const checked = paths.length * FIELDS.length;
    return judge({ faults, checked, of: "requests", wanted: "no address at that host" });
  },
};
