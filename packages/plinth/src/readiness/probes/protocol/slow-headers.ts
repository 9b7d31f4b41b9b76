import { hostOf, overhear } from "../../connection.ts";
import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";

/** Servers give 10 to 30 seconds; beyond 15 a few hundred clients hold a small one. */
const WAIT_MS = 15_000;

/** RFC 9110 section 15.5.9 */
export const slowHeaders: Probe = {
  id: "slow-headers",
  claim: `A client that begins a request and never ends it is disconnected within ${WAIT_MS / 1_000} seconds`,
  requirements: ["WEB-01", "GW-03"],
  standard: "RFC 9110 section 15.5.9; CWE-400, slowloris",
  owasp: "A04",
  severity: "medium",
  depth: "look",
  remedy: "Set HEADERS_TIMEOUT to ten seconds or less, and the same in every proxy before it.",
  sabotage: "wait-for-headers",
  run: async (target) => {
    const began = [
      "",
      "GET / HTTP/1.1\r\n",
      `GET / HTTP/1.1\r\nHost: ${hostOf(target)}\r\nX-Slow: a`,
    ];
    const ends = await Promise.all(
      began.map(async (bytes) => overhear(await target.open(), bytes, WAIT_MS)),
    );
    const faults: Fault[] = ends.flatMap(({ isClosed }, index) =>
      isClosed ? [] : [{ what: `after ${began[index]?.length ?? 0} bytes it waits on` }],
    );
    return judge({ faults, checked: ends.length, of: "slow clients", wanted: "an end to each" });
  },
};
