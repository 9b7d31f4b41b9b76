import { hostOf, overhear, rawHead } from "../../connection.ts";
import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";

const WAIT_MS = 3_000;
/** "Not found" would be an answer to the request, and no refusal of its host. */
const REFUSALS = [400, 403, 421, 431];

/** RFC 9112 section 3.2 */
export const missingHost: Probe = {
  id: "missing-host",
  claim: "A request that does not say which host it is for, or says what is none, is refused",
  requirements: ["GW-03"],
  standard: "RFC 9112 section 3.2",
  owasp: "none",
  severity: "info",
  depth: "look",
  remedy: "Answer 400 to HTTP/1.1 without Host, with two of them, and with what is no host.",
  sabotage: "need-no-host",
  run: async (target) => {
    const requests: readonly (readonly [string, string])[] = [
      ["no Host", rawHead("GET / HTTP/1.1", "Connection: close")],
      [
        "a Host that is none",
        rawHead("GET / HTTP/1.1", `Host: ${hostOf(target)} x`, "Connection: close"),
      ],
      [
        "two of them",
        rawHead(
          "GET / HTTP/1.1",
          `Host: ${hostOf(target)}`,
          "Host: other.example",
          "Connection: close",
        ),
      ],
    ];
    const looks = requests.map(async ([name, bytes]): Promise<Fault[]> => {
      const { statuses } = await overhear(await target.open(), bytes, WAIT_MS);
      const isRefused = statuses.every((status) => REFUSALS.includes(status));
      return isRefused ? [] : [{ what: `${name}: ${statuses.join(", ")}` }];
    });
    const faults = (await Promise.all(looks)).flat();
    return judge({ faults, checked: requests.length, of: "requests", wanted: "400, or the end" });
  },
};
