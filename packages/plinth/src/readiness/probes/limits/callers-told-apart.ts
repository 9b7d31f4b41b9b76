import { BlockedError, type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";
import { readMetrics } from "../../support/signals/metrics-text.ts";
import type { Target } from "../../target.ts";

/** Counted while an address is known that stands for many callers. */
const SHARED = "shared_address_requests_total";
/** More than the service needs to be sure. */
const CALLS = 40;

const sharedRequests = async (target: Target): Promise<number | undefined> => {
  const { status, text } = await target.ask("/metrics");
  if (status === 401 || status === 403) {
    throw new BlockedError("/metrics is guarded here: ask from the machine of the service");
  }
  return status === 200 ? readMetrics(text).series.get(SHARED) : undefined;
};

/** RL-08 */
export const callersToldApart: Probe = {
  id: "callers-told-apart",
  claim: "The service knows of no proxy that makes many callers one for its limits",
  requirements: ["RL-08"],
  standard: "OWASP ASVS 5 V4.1.3",
  owasp: "A04",
  severity: "high",
  depth: "look",
  remedy:
    "Name every proxy between the internet and the service in TRUSTED_PROXIES; the alarm on the page about limits says which.",
  sabotage: "forget-a-hop",
  run: async (target) => {
    if (isStranger(target)) return notApplicable("nothing promises to say how requests come in");
    const before = await sharedRequests(target);
    if (before === undefined)
      throw new BlockedError("the service does not say how requests come in");
    for (let call = 0; call < CALLS; call += 1) await target.ask("/ready");
    const after = (await sharedRequests(target)) ?? 0;
    const faults: Fault[] =
      after > before
        ? [{ what: `${after - before} of ${CALLS} requests came from an address shared by many` }]
        : [];
    return judge({ faults, checked: CALLS, of: "requests", wanted: "each from its own address" });
  },
};
