import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { type Operation, operationsOf } from "../../support/operations.ts";

/** No answer is worth holding a connection for longer, and no JSON is larger; a form with a file may be. */
const LONGEST_MS = 120_000;
const LARGEST_BYTES = 10 * 1024 * 1024;
const LARGEST_FORM_BYTES = 64 * 1024 * 1024;

const faultOf = ({ name, policy }: Operation): string | undefined => {
  const { timeoutMs, bodyLimit, cacheControl, access, onStoreDown } = policy;
  const isStream = policy.produces === "stream" || policy.produces === "events";
  if (!isStream && !(timeoutMs > 0 && timeoutMs <= LONGEST_MS))
    return `${name}: ends after ${timeoutMs} ms`;
  const largest = policy.upload === undefined ? LARGEST_BYTES : LARGEST_FORM_BYTES;
  if (!(bodyLimit >= 0 && bodyLimit <= largest)) return `${name}: takes ${bodyLimit} bytes`;
  const isShared = /\bpublic\b|s-maxage/.test(cacheControl);
  if (access.kind !== "public" && isShared) return `${name}: caches may share it (${cacheControl})`;
  const isSignIn = /\/auth\/(?:signin|mfa\/verify|step-up)/.test(policy.path);
  if (isSignIn && onStoreDown === "allow") return `${name}: no limit while the store is down`;
  return undefined;
};

/** POL-02, POL-10 */
export const declaredBounds: Probe = {
  id: "declared-bounds",
  claim: "Every route says after how long and how many bytes it ends, and who may keep its answer",
  requirements: ["POL-02", "POL-05", "POL-10", "CACHE-04"],
  standard: "OWASP ASVS 5 V2.4.1, V14.2.2; OWASP API4:2023",
  owasp: "A04",
  severity: "medium",
  depth: "look",
  remedy:
    "Declare timeout, bodyLimit and cache of the route; their defaults are 10 s, 64 kB and no-store.",
  sabotage: "endless-routes",
  run: (target) => {
    const operations = operationsOf(target);
    if (operations.length === 0) {
      return Promise.resolve(undocumented(target, "no document names any operation"));
    }
    const faults: Fault[] = operations
      .map(faultOf)
      .filter((what) => what !== undefined)
      .map((what) => ({ what }));
    const of = "operations";
    return Promise.resolve(
      judge({ faults, checked: operations.length, of, wanted: "bounds for each" }),
    );
  },
};
