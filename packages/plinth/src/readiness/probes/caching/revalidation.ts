import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isReading, isStranger, type Operation, operationsOf } from "../../support/operations.ts";
import type { Target } from "../../target.ts";

/** Enough to see how a service does it, and few enough to be polite. */
const MOST = 12;

/** What everyone may read, keep, and name without knowing anything. */
const keptOnes = (target: Target): readonly Operation[] =>
  operationsOf(target)
    .filter(
      (operation) =>
        isReading(operation) &&
        operation.policy.access.kind === "public" &&
        operation.policy.cacheControl !== "no-store" &&
        ["json", "html", "text", "asset"].includes(operation.policy.produces) &&
        !operation.parameters.some((parameter) => parameter.required === true) &&
        !operation.path.includes("{"),
    )
    .slice(0, MOST);

const faultOf = async (target: Target, { path }: Operation): Promise<Fault | undefined> => {
  const visitor = target.visitor();
  const first = await visitor.ask(path);
  // What a file was not built for has no good answer that could be kept.
  if (first.status !== 200) return undefined;
  const tag = first.headers.get("etag");
  if (tag === undefined) return { what: `${path} may be kept and has no ETag`, answer: first };
  const again = await visitor.ask(path, { headers: { "If-None-Match": `"other", ${tag}` } });
  if (again.status !== 304) {
    const isChanged = again.text !== first.text;
    return isChanged
      ? undefined
      : { what: `${path} sends again what the caller has (${again.status})`, answer: again };
  }
  if (again.text !== "") return { what: `${path} answers 304 with a body`, answer: again };
  if (again.headers.get("etag") !== tag || again.headers.get("cache-control") === undefined) {
    return { what: `${path} answers 304 without ETag or Cache-Control`, answer: again };
  }
  const other = await visitor.ask(path, { headers: { "If-None-Match": '"other"' } });
  return other.status === 200
    ? undefined
    : { what: `${path} takes any tag for its own (${other.status})`, answer: other };
};

/** PERF-05, P-051 */
export const revalidation: Probe = {
  id: "revalidation",
  claim: "What may be kept has an ETag of its content, and is not sent again to who has it",
  requirements: ["PERF-05", "P-051"],
  standard: "RFC 9110 sections 8.8.3, 13.1.2 and 15.4.5; RFC 9111 section 4.3",
  owasp: "none",
  severity: "low",
  depth: "look",
  remedy: "Declare `cache` of the route; a tag of your own goes with the content, never the clock.",
  sabotage: "tags-from-the-clock",
  run: async (target) => {
    if (isStranger(target)) return notApplicable("nothing says what may be kept here");
    const operations = keptOnes(target);
    if (operations.length === 0) return undocumented(target, "no route of everyone may be kept");
    const faults: Fault[] = [];
    for (const operation of operations) {
      const fault = await faultOf(target, operation);
      if (fault !== undefined) faults.push(fault);
    }
    const wanted = "an ETag, 304 to it, 200 to another";
    return judge({ faults, checked: operations.length, of: "routes", wanted });
  },
};
