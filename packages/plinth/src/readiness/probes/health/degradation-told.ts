import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { findOperation } from "../../support/operations.ts";

const PATH = "/api/v1/degradation";
/** What everyone may know; never why. */
const MEMBERS = ["mode", "name", "title", "whileDegraded"];

interface Capability {
  readonly name?: unknown;
  readonly mode?: unknown;
}

/** "mail;mode=degraded, ai;mode=off" as sorted items; a header of this kind has no strings in it. */
const itemsOf = (header: string): readonly string[] =>
  header
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .toSorted();

/** RES-03 */
export const degradationTold: Probe = {
  id: "degradation-told",
  claim: "What does not work as usual is told by header and document alike, without a reason",
  requirements: ["RES-03"],
  standard: "RFC 9651; Plinth requirements, RES-03",
  owasp: "none",
  severity: "low",
  depth: "look",
  remedy: "Mount the dependencies module; give the sender the summary of degraded modes.",
  isAboutLoad: true,
  sabotage: "untold-degradation",
  run: async (target) => {
    if (findOperation(target, `GET ${PATH}`) === undefined) {
      return undocumented(target, "the target documents no degraded modes");
    }
    const answer = await target.ask(PATH);
    const found = (answer.json as { capabilities?: readonly Capability[] } | undefined)
      ?.capabilities;
    const faults: Fault[] = [];
    if (answer.status !== 200 || found === undefined) {
      faults.push({ what: `${PATH} answers ${answer.status}`, answer });
    }
    const told = (found ?? []).map(({ name, mode }) => `${name};mode=${mode}`).toSorted();
    const header = itemsOf(answer.headers.get("degraded") ?? "");
    if (told.join() !== header.join()) {
      const words = (items: readonly string[]): string => items.join(", ") || "nothing";
      faults.push({
        what: `the header says ${words(header)}, the document ${words(told)}`,
        answer,
      });
    }
    const extra = (found ?? []).flatMap(Object.keys).filter((name) => !MEMBERS.includes(name));
    if (extra.length > 0) faults.push({ what: `tells ${extra.join(", ")}`, answer });
    return judge({ faults, checked: 1, of: "documents", wanted: "the same, and no reason" });
  },
};
