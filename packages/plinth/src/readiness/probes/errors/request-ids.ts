import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isStranger } from "../../support/operations.ts";
import { problemOf } from "../../support/problems.ts";
import { askAllClasses, isPage, type Reply, unknownPath } from "../../support/replies.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const OURS = "7f3c1f8e-1d2b-4c3a-9e4f-5a6b7c8d9e0f";
const MALFORMED = 'x"; injected=1';

const faultOf = ({ label, answer }: Reply): Fault | undefined => {
  const id = answer.headers.get("x-request-id");
  if (id === undefined || !UUID.test(id)) {
    return { what: `${label}: x-request-id is ${id ?? "missing"}`, answer };
  }
  if (answer.status < 400) return undefined;
  const inBody = isPage(answer) ? answer.text.includes(id) : problemOf(answer).requestId === id;
  return inBody ? undefined : { what: `${label}: the body names another request id`, answer };
};

/** ERR-06 */
export const requestIds: Probe = {
  id: "request-ids",
  claim: "Every answer has a request id, a new one each time, and errors repeat it in the body",
  requirements: ["ERR-06"],
  standard: "OWASP ASVS 5 V16.2.1",
  owasp: "A09",
  severity: "low",
  depth: "look",
  remedy:
    "Give each request a UUID at arrival, send it as X-Request-Id and as requestId, honour an inbound one only if it is a UUID.",
  sabotage: "another-id-in-the-body",
  run: async (target) => {
    // No standard says what the ids of others look like, or where they are repeated.
    if (isStranger(target)) return notApplicable("no document promises request ids");
    const replies = await askAllClasses(target);
    const ids = replies.map(({ answer }) => answer.headers.get("x-request-id"));
    const inbound = await target.ask(unknownPath(target), { headers: { "X-Request-Id": OURS } });
    const malformed = await target.ask(unknownPath(target), {
      headers: { "X-Request-Id": MALFORMED },
    });
    const faults = [...replies, { label: "malformed inbound id", answer: malformed }]
      .map(faultOf)
      .filter((fault) => fault !== undefined);
    if (new Set(ids).size !== ids.length) faults.push({ what: "an id was given twice" });
    if (inbound.headers.get("x-request-id") !== OURS) {
      faults.push({ what: "a well-formed inbound id was not kept", answer: inbound });
    }
    const checked = replies.length + 2;
    return judge({ faults, checked, of: "answers", wanted: "one UUID in header and body" });
  },
};
