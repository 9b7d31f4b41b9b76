import { hostOf, type Overheard, overhear, rawHead } from "../../connection.ts";
import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";

const WAIT_MS = 3_000;

/** Requests that programs take for different ones, with another request behind them. */
const ambiguous = (host: string): readonly (readonly [name: string, bytes: string])[] => {
  const hidden = rawHead("GET /smuggled HTTP/1.1", `Host: ${host}`);
  const post = (...fields: readonly string[]): string =>
    rawHead("POST / HTTP/1.1", `Host: ${host}`, ...fields);
  const ended = `0\r\n\r\n${hidden}`;
  return [
    ["a length and a coding", post("Content-Length: 4", "Transfer-Encoding: chunked") + ended],
    ["a coding and a length", post("Transfer-Encoding: chunked", "Content-Length: 4") + ended],
    ["two lengths", `${post("Content-Length: 0", "Content-Length: 4")}${hidden}`],
    ["a coding that is none", post("Transfer-Encoding: xchunked", "Content-Length: 4") + ended],
    ["a space before a colon", post("Transfer-Encoding : chunked", "Content-Length: 5") + ended],
    ["a folded coding", post("Transfer-Encoding:", " chunked") + ended],
    ["two hosts", rawHead("GET / HTTP/1.1", `Host: ${host}`, "Host: other.example") + hidden],
    ["a coding in HTTP/1.0", rawHead("POST / HTTP/1.0", "Transfer-Encoding: chunked") + ended],
    ["a signed length", `${post("Content-Length: +0")}${hidden}`],
    ["bare line feeds", `GET / HTTP/1.1\nHost: ${host}\n\n${hidden}`],
  ];
};

/** What is wrong with the end of such a request; undefined for nothing. */
const wrongIn = ({ statuses, isClosed }: Overheard): string | undefined => {
  if (statuses.length > 1) return statuses.join(" and then ");
  const isRefused = statuses.every((status) => status === 400 || status === 501);
  if (!isRefused) return statuses.join(", ");
  return isClosed ? undefined : "the connection stays open";
};

/** GW-03, P-120 */
export const requestSmuggling: Probe = {
  id: "request-smuggling",
  claim: "Requests that programs read differently are refused, and nothing behind them is answered",
  requirements: ["GW-03", "P-120"],
  standard: "RFC 9112 sections 6.1 and 11.2; OWASP ASVS 5 V4.2.1",
  owasp: "A04",
  severity: "high",
  depth: "look",
  remedy: "Parse strictly, answer 400 and end the connection, in the service and in every proxy.",
  sabotage: "lenient-framing",
  run: async (target) => {
    const requests = ambiguous(hostOf(target));
    const looks = requests.map(async ([name, bytes]): Promise<Fault[]> => {
      const what = wrongIn(await overhear(await target.open(), bytes, WAIT_MS));
      return what === undefined ? [] : [{ what: `${name}: ${what}` }];
    });
    const faults = (await Promise.all(looks)).flat();
    const wanted = "one refusal at most, and the end of the connection";
    return judge({ faults, checked: requests.length, of: "ambiguous requests", wanted });
  },
};
