import type { GateResult, Wanted } from "../contract.ts";
import { type Gate, type GateContext, GateFault, GateNotRun } from "./contract.ts";
import { ENVIRONMENT } from "./environment.ts";
import { PERFORMANCE } from "./performance.ts";
import { PRE_DEPLOYMENT } from "./pre-deployment.ts";
import { SECURITY } from "./security.ts";

/** Every gate, in the order in which they are tried. */
export const GATES: readonly Gate[] = [
  ...PRE_DEPLOYMENT,
  ...ENVIRONMENT,
  ...SECURITY,
  ...PERFORMANCE,
];

/** Longest that one gate may take, in milliseconds. */
const GATE_MS = 30_000;

const isWanted = ({ group }: Gate, { securityChecks, tests }: Wanted): boolean =>
  (group !== "security" || securityChecks) && (group !== "performance" || tests);

const resultOf = async (gate: Gate, context: GateContext): Promise<GateResult> => {
  const { id, group } = gate;
  let timer: NodeJS.Timeout | undefined;
  try {
    const late = new Promise<never>((_, reject) => {
      const words = `no verdict in ${GATE_MS / 1_000} s`;
      timer = setTimeout(() => reject(new GateNotRun(words)), GATE_MS);
    });
    const measured = await Promise.race([gate.run(context), late]);
    return { gate: id, group, verdict: "pass", measured };
  } catch (fault) {
    const measured = fault instanceof Error ? fault.message : String(fault);
    // What broke in an unforeseen way has shown nothing, and nothing is no pass.
    return { gate: id, group, verdict: fault instanceof GateFault ? "fail" : "not-run", measured };
  } finally {
    clearTimeout(timer);
  }
};

/** Runs all gates one after the other; those of groups that are switched off are shown as skipped. */
export const runGates = async (
  context: GateContext,
  wanted: Wanted,
): Promise<readonly GateResult[]> => {
  const results: GateResult[] = [];
  for (const gate of GATES) {
    results.push(
      isWanted(gate, wanted)
        ? await resultOf(gate, context)
        : {
            gate: gate.id,
            group: gate.group,
            verdict: "skipped",
            measured: "switched off by the operator",
          },
    );
  }
  return results;
};
