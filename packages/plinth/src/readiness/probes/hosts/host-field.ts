import { hostOf, overhear, rawHead } from "../../connection.ts";
import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { siteOf } from "../../support/pages/site.ts";
import { hostToldIn } from "../../support/pages/told-hosts.ts";
import { HTML, unknownPath } from "../../support/replies.ts";

const AWAY = "audit.attacker.example";

/** CWE-644 */
export const hostField: Probe = {
  id: "host-field",
  claim: "A Host that is not the service's own comes into no link, redirect or cookie",
  requirements: ["WEB-01", "GW-03"],
  standard: "RFC 9112 section 11.1; OWASP ASVS 5 V4.1.3; CWE-644",
  owasp: "A05",
  severity: "medium",
  depth: "look",
  remedy:
    "Build addresses from PUBLIC_URL; answer other hosts with 421 (server_name _; return 421;).",
  sabotage: "believe-host",
  run: async (target) => {
    const faults: Fault[] = [];
    // Asked for a folder without its last slash, many servers write a whole address into Location.
    const folders = (await siteOf(target)).pages
      .map(({ asked }) => asked.path)
      .filter((path) => path.length > 1 && path.endsWith("/"))
      .map((path) => path.slice(0, -1));
    const paths = [...new Set(["/", "/login", "/docs", unknownPath(target), ...folders])];
    for (const path of paths) {
      const headers = { ...HTML, Host: AWAY };
      const answer = await target.visitor().ask(path, { headers });
      const told = hostToldIn(answer, AWAY);
      if (told !== undefined) faults.push({ what: `${path.slice(0, 40)}: ${told}`, answer });
    }
    // A target with a host of its own in it wins over Host (RFC 9112 section 3.2.2).
    const head = rawHead(
      `GET http://${AWAY}/ HTTP/1.1`,
      `Host: ${hostOf(target)}`,
      "Connection: close",
    );
    const whole = await overhear(await target.open(), head, 3_000);
    if (/^location: https?:\/\/audit\.attacker\.example/im.test(whole.text)) {
      faults.push({ what: "a whole address as the target: Location leads there" });
    }
    const checked = paths.length + 1;
    return judge({ faults, checked, of: "requests", wanted: "no address at that host" });
  },
};
