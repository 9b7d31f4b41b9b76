import { type Fault, type Finding, undocumented } from "../probe.ts";
import type { Target } from "../target.ts";
import { judge } from "./judge.ts";
import { isGuarded, isReading, operationsOf, pathOf } from "./operations.ts";
import { comparable } from "./problems.ts";

/** Operations to try: a handler that looks the caller up may refuse where the stage did not. */
const ENOUGH = 5;

/** What is sent, in words, and the headers that say it. */
export type Pretence = readonly [what: string, headers: Readonly<Record<string, string>>];

/**
 * Sends each pretence to guarded operations that only read, and wants the answer of a caller without
 * a credential; `of` names them all.
 */
export const refusedAsNobody =
  (of: string, pretences: (target: Target) => readonly Pretence[]) =>
  async (target: Target): Promise<Finding> => {
    const operations = operationsOf(target).filter(
      (operation) => isReading(operation) && isGuarded(operation),
    );
    if (operations.length === 0) return undocumented(target, "no document names anything guarded");
    const faults: Fault[] = [];
    let checked = 0;
    for (const operation of operations.slice(0, ENOUGH)) {
      const path = pathOf(operation, target);
      const none = comparable(await target.ask(path));
      for (const [what, headers] of pretences(target)) {
        const answer = await target.ask(path, { headers });
        checked += 1;
        if (answer.status !== 401) {
          faults.push({ what: `${operation.name} with ${what}: ${answer.status}`, answer });
        } else if (comparable(answer) !== none) {
          faults.push({ what: `${operation.name} with ${what}: another answer`, answer });
        }
      }
    }
    const wanted = "401, and the answer that callers without a credential get";
    return judge({ faults, checked, of, wanted });
  };
