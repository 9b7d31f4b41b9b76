import { type Fault, notApplicable, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";
import type { Answer } from "../../target.ts";

/** Searches for what is not there; a service that blocks nobody after so many never will. */
const MOST = 160;
/** How far the announced end may be from what Retry-After says, in milliseconds. */
const TOLERANCE_MS = 5_000;

const isBlock = ({ json }: Answer): boolean =>
  (json as { readonly code?: unknown } | undefined)?.code === "ADDRESS_BLOCKED";

/** What the refusal does not tell as it should. */
const faultsOf = (answer: Answer): readonly Fault[] => {
  const wait = Number(answer.headers.get("retry-after"));
  const { blockedUntil } = answer.json as { readonly blockedUntil?: unknown };
  const ends = Date.parse(String(blockedUntil)) - Date.parse(answer.headers.get("date") ?? "");
  const isTold = Math.abs(ends - wait * 1_000) <= TOLERANCE_MS;
  return [
    ...(answer.status === 429 ? [] : [{ what: `the block answers ${answer.status}`, answer }]),
    ...(wait >= 1 ? [] : [{ what: "the block has no Retry-After", answer }]),
    ...(isTold ? [] : [{ what: `the block ends at ${String(blockedUntil)}`, answer }]),
  ];
};

/** RL-13 */
export const addressBlocks: Probe = {
  id: "address-blocks",
  claim:
    "An address that searches for what is not there is blocked for a while, and told until when",
  requirements: ["RL-13", "P-065"],
  standard: "OWASP ASVS 5 V2.4.1; OWASP AppSensor RE",
  owasp: "A04",
  severity: "medium",
  depth: "touch",
  remedy: "Keep the gate first in `protect`; leave BLOCK_THRESHOLD at 100.",
  sabotage: "skip-gate",
  run: async (target) => {
    if (findOperation(target, "GET /api/v1/admin/rate-limit-stats") === undefined) {
      return undocumented(target, "the target documents no blocks");
    }
    // It would be blocked itself, and see nothing more.
    if (!target.hasVisitors) return notApplicable("from here the target sees one address only");
    const visitor = target.visitor();
    let last = await visitor.ask("/audit-searches/0");
    for (let call = 1; call < MOST && !isBlock(last); call += 1) {
      last = await visitor.ask(`/audit-searches/${call}`);
    }
    if (!isBlock(last)) {
      const faults = [{ what: `${MOST} searches and no block`, answer: last }];
      return judge({
        isAboutLimits: true,
        faults,
        checked: MOST,
        of: "searches",
        wanted: "a block",
      });
    }
    const elsewhere = await visitor.ask("/ready");
    const other = await target.visitor().ask("/audit-searches/0");
    const faults = [
      ...faultsOf(last),
      ...(isBlock(elsewhere) ? [] : [{ what: "another path is open", answer: elsewhere }]),
      ...(isBlock(other) ? [{ what: "another address is blocked too", answer: other }] : []),
    ];
    const wanted = "429 with Retry-After and the end, for this address alone";
    return judge({ isAboutLimits: true, faults, checked: 3, of: "answers", wanted });
  },
};
