import { hostOf, overhear, rawHead } from "../../connection.ts";
import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";

const WAIT_MS = 5_000;
/** Twice what servers take by default, and less than is read at once. */
const LARGE = 40_000;
const REFUSALS = [400, 413, 414, 431, 494];

/** GW-03 */
export const oversizedHeaders: Probe = {
  id: "oversized-headers",
  claim: "Headers and targets that are far too large are refused, and the connection ends",
  requirements: ["GW-03"],
  standard: "RFC 6585 section 5; OWASP ASVS 5 V4.2.5",
  owasp: "A04",
  severity: "low",
  depth: "look",
  remedy: "Refuse headers over 16 KB with 431 before anything else reads them.",
  sabotage: "take-any-header",
  run: async (target) => {
    const host = `Host: ${hostOf(target)}`;
    const pad = "a".repeat(LARGE);
    const requests = [
      {
        name: `a field of ${LARGE} bytes`,
        bytes: rawHead("GET / HTTP/1.1", host, `X-Pad: ${pad}`),
      },
      {
        name: `a cookie of ${LARGE} bytes`,
        bytes: rawHead("GET / HTTP/1.1", host, `Cookie: ${pad}`),
      },
      { name: `a target of ${LARGE} bytes`, bytes: rawHead(`GET /?${pad} HTTP/1.1`, host) },
    ];
    const looks = requests.map(async ({ name, bytes }): Promise<Fault[]> => {
      const { statuses, isClosed } = await overhear(await target.open(), bytes, WAIT_MS);
      // A reset before an answer could be read is a refusal as well.
      const isRefused = statuses.every((status) => REFUSALS.includes(status));
      if (!isRefused) return [{ what: `${name}: ${statuses.join(", ")}` }];
      return isClosed ? [] : [{ what: `${name}: the connection stays open` }];
    });
    const faults = (await Promise.all(looks)).flat();
    const wanted = "431, 414 or 400, and the end of the connection";
    return judge({ faults, checked: requests.length, of: "large requests", wanted });
  },
};
