import type { Fault, Finding } from "../probe.ts";
import type { Answer, Ask, Target } from "../target.ts";
import { judge } from "./judge.ts";
import { type Operation, pathOf } from "./operations.ts";

/** What each of many operations must answer. */
export interface RefusalPlan {
  readonly operations: readonly Operation[];
  /** What to send to an operation. */
  readonly askOf: (operation: Operation) => Ask;
  /** Whether the answer is the refusal that is wanted. */
  readonly isRefused: (answer: Answer) => boolean;
  readonly wanted: string;
}

/**
 * Sends one request to each operation, from addresses of their own so that no limit answers in the
 * place of the control. Answers of a limit are left out, and named.
 */
export const askEach = async (target: Target, plan: RefusalPlan): Promise<Finding> => {
  const faults: Fault[] = [];
  const leftOut: string[] = [];
  for (const operation of plan.operations) {
    const ask = plan.askOf(operation);
    const answer = await target.visitor().ask(pathOf(operation, target), ask);
    if (answer.status === 429) leftOut.push(`${operation.name} (limited)`);
    else if (!plan.isRefused(answer)) {
      faults.push({ what: `${operation.name}: ${answer.status}`, answer });
    }
  }
  const checked = plan.operations.length - leftOut.length;
  const { wanted } = plan;
  return judge({ faults, checked, of: "operations", wanted, leftOut, isEachAlone: true });
};
