import { hostOf, type Overheard, overhear, rawHead } from "../../connection.ts";
import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";
import type { Target } from "../../target.ts";

const WAIT_MS = 3_000;

type Ambiguous = readonly [name: string, bytes: string, tolerated?: "processed" | "read"];

/** Requests that programs take for different ones, with another request behind them. */
const ambiguous = (host: string): readonly Ambiguous[] => {
  const hidden = rawHead("GET /smuggled HTTP/1.1", `Host: ${host}`);
  const post = (...fields: readonly string[]): string =>
    rawHead("POST / HTTP/1.1", `Host: ${host}`, ...fields);
  const ended = `0\r\n\r\n${hidden}`;
  return [
    // RFC 9112 section 6.1 lets a server go by the coding, if the connection ends with its answer.
    [
      "a length and a coding",
      post("Content-Length: 4", "Transfer-Encoding: chunked") + ended,
      "processed",
    ],
    [
      "a coding and a length",
      post("Transfer-Encoding: chunked", "Content-Length: 4") + ended,
      "processed",
    ],
    ["two lengths", `${post("Content-Length: 0", "Content-Length: 4")}${hidden}`],
    ["a coding that is none", post("Transfer-Encoding: xchunked", "Content-Length: 4") + ended],
    ["a space before a colon", post("Transfer-Encoding : chunked", "Content-Length: 5") + ended],
    ["a folded coding", post("Transfer-Encoding:", " chunked") + ended],
    ["two hosts", rawHead("GET / HTTP/1.1", `Host: ${host}`, "Host: other.example") + hidden],
    [
      "a coding in HTTP/1.0",
      rawHead("POST / HTTP/1.0", "Transfer-Encoding: chunked") + ended,
      "processed",
    ],
    ["a signed length", `${post("Content-Length: +0")}${hidden}`],
    // Section 2.2 lets it be read as the end of a line: nginx does, and so do proxies.
    ["bare line feeds", `GET / HTTP/1.1\nHost: ${host}\n\n${hidden}`, "read"],
  ];
};

/** What is wrong with the end of such a request; undefined for nothing. */
const wrongIn = ({ statuses, isClosed }: Overheard): string | undefined => {
  if (statuses.length > 1) return statuses.join(" and then ");
  const isRefused = statuses.every((status) => status === 400 || status === 501);
  if (!isRefused) return statuses.join(", ");
  return isClosed ? undefined : "the connection stays open";
};

/** Plinth refuses all of them; strangers may do what the standard leaves to them. */
const isTolerated = (
  target: Target,
  tolerated: Ambiguous[2],
  { statuses, isClosed }: Overheard,
): boolean =>
  isStranger(target) &&
  (tolerated === "read" || (tolerated === "processed" && statuses.length <= 1 && isClosed));

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
    const looks = requests.map(async ([name, bytes, tolerated]): Promise<Fault[]> => {
      const heard = await overhear(await target.open(), bytes, WAIT_MS);
      if (isTolerated(target, tolerated, heard)) return [];
      const what = wrongIn(heard);
      return what === undefined ? [] : [{ what: `${name}: ${what}` }];
    });
    const faults = (await Promise.all(looks)).flat();
    const wanted = "one refusal at most, and the end of the connection";
    return judge({ faults, checked: requests.length, of: "ambiguous requests", wanted });
  },
};
