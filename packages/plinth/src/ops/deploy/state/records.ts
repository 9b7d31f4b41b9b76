import type { DeployRecord, DeployState, Ended, GateResult, Placed } from "../contract.ts";

/** Kept in the state; older ones are in the audit trail. */
const KEPT = 50;

const wordsOf = ({ release }: Placed): string =>
  `${release.name || "unknown"} ${release.version} (${release.environment}) of ${release.directory}`;

const gatesOf = (results: readonly GateResult[]): DeployRecord["gates"] =>
  results.length === 0
    ? null
    : {
        passed: results.filter(({ verdict }) => verdict === "pass").length,
        others: results.flatMap(({ gate, verdict }) =>
          verdict === "pass" ? [] : [`${gate} ${verdict}`],
        ),
      };

/** The records with what just ended; `before` is the state in which it was under way. */
export const recordsWith = (
  before: DeployState,
  ended: Ended,
  gates: readonly GateResult[],
): readonly DeployRecord[] => {
  const { under, records = [] } = before;
  if (under === null) return records;
  const { from = null } = under;
  const record: DeployRecord = {
    ...ended,
    kind: under.kind,
    by: under.by ?? "unknown",
    from: from === null ? null : wordsOf(from),
    to: wordsOf(under.to),
    gates: gatesOf(gates),
  };
  return [...records, record].slice(-KEPT);
};
