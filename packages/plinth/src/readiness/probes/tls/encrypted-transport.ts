import type { Fault, Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { speakPlainly } from "../../support/tls/handshake.ts";
import type { Target } from "../../target.ts";

const isSentToHttps = (status: number, location: string): boolean =>
  [301, 302, 307, 308].includes(status) && /^https:\/\//i.test(location);

/** What is wrong with how a service over HTTPS meets those who come without. */
const besideHttps = async (target: Target): Promise<readonly Fault[]> => {
  const same = await speakPlainly(target);
  const isContent = same !== undefined && same.status >= 200 && same.status < 300;
  const faults: Fault[] = isContent ? [{ what: "its port answers without encryption too" }] : [];
  // Only where the address has no port of its own is it known where plain HTTP would be.
  if (new URL(target.url).port !== "") return faults;
  const plain = await speakPlainly(target, 80);
  if (plain === undefined || plain.status === 0 || plain.status >= 400) return faults;
  if (isSentToHttps(plain.status, plain.location)) return faults;
  return [...faults, { what: `port 80 answers ${plain.status} and does not lead to https` }];
};

/** WEB-09 */
export const encryptedTransport: Probe = {
  id: "encrypted-transport",
  claim: "Nobody elsewhere is given anything without encryption but the way to https",
  requirements: ["WEB-09", "WEB-02"],
  standard: "OWASP ASVS 5 V12.2.1, V4.1.2; RFC 9325 section 3.2",
  owasp: "A02",
  severity: "high",
  depth: "look",
  remedy: "Answer port 80 with return 308 https://$host$request_uri; and nothing else.",
  sabotage: "plain-from-elsewhere",
  run: async (target) => {
    const wanted = "https, and plain HTTP that leads there";
    if (target.isHttps) {
      return judge({ faults: await besideHttps(target), checked: 1, of: "services", wanted });
    }
    const answer = await target.ask("/");
    const location = answer.headers.get("location") ?? "";
    // What stays on this machine is read by nobody on the way.
    const isFine = target.isLocal || isSentToHttps(answer.status, location);
    const faults = isFine ? [] : [{ what: `/ answers ${answer.status} over plain HTTP`, answer }];
    const of = target.isLocal ? "services, on this machine" : "services";
    return judge({ faults, checked: 1, of, wanted });
  },
};
