import { BlockedError, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { smallestLimit, useUp } from "../../support/signals/limits.ts";

const INVENTED: readonly Readonly<Record<string, string>>[] = [
  { "X-Forwarded-For": "203.0.113.77" },
  { "X-Forwarded-For": "198.51.100.7, 203.0.113.78" },
  { Forwarded: "for=203.0.113.79" },
  { "X-Real-IP": "203.0.113.80" },
  { "CF-Connecting-IP": "203.0.113.81" },
  { "User-Agent": "another browser" },
];

/** RL-07 */
export const forwardedFor: Probe = {
  id: "forwarded-for",
  claim: "Inventing an address or another browser in a header buys no new budget",
  requirements: ["RL-07", "RL-09", "P-076"],
  standard: "OWASP ASVS 5 V2.4.1; RFC 7239 section 8.1",
  owasp: "A04",
  severity: "high",
  depth: "touch",
  remedy:
    "Believe X-Forwarded-For only of declared proxies (TRUSTED_PROXIES); audit through the proxy when the one on this machine is declared.",
  sabotage: "trust-everyone-as-proxy",
  run: async (target) => {
    const small = smallestLimit(target, "address");
    if (small === undefined)
      return undocumented(target, "no document names a small limit by address");
    const visitor = target.visitor();
    const used = await useUp(small, small.limit + 1, () => visitor);
    if (used.at(-1)?.status !== 429) throw new BlockedError("the limit does not refuse at all");
    const faults = [];
    for (const headers of INVENTED) {
      const answer = await visitor.ask(small.path, { ...small.ask, headers });
      if (answer.status !== 429) {
        faults.push({ what: `${Object.keys(headers)}: ${answer.status}, not 429`, answer });
      }
    }
    return judge({
      isAboutLimits: true,
      faults,
      checked: INVENTED.length,
      of: "inventions",
      wanted: "429 for each",
    });
  },
};
