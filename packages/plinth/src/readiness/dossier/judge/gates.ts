import type { ReadinessReport } from "../document.ts";

type Gate = ReadinessReport["gates"][number];

/** What the gates are judged by: everything of the report but the verdict itself. */
export type Judged = Omit<ReadinessReport, "gates" | "verdict" | "header"> & {
  /** Lines that were to be judged and are not met, by id. */
  readonly unmet: readonly string[];
  readonly nextReview: string | null;
  readonly now: number;
  /** How deep the deepest audit went. */
  readonly auditDepth: string | undefined;
};

/** Fewest tests of a suite that counts (TST-02). */
const LEAST_TESTS = 248;
/** Least security score (EVID-06). */
const LEAST_SECURITY = 95;

const some = (list: readonly string[], most = 5): string => {
  if (list.length === 0) return "none";
  const more = list.length > most ? ` and ${list.length - most} more` : "";
  return `${list.slice(0, most).join(", ")}${more}`;
};

type Judge = (judged: Judged) => Pick<Gate, "isMet" | "measured">;

interface GateDefinition {
  readonly id: string;
  readonly claim: string;
  readonly wanted: string;
  readonly kinds: readonly string[];
  readonly judge: Judge;
}

const SCAN: readonly GateDefinition[] = [
  {
    id: "audited",
    claim: "The deployment was audited with accounts of its own, lately",
    wanted: "an audit of depth touch whose lines still count",
    kinds: ["audit"],
    judge: ({ auditDepth, score }) => ({
      isMet: auditDepth !== undefined && auditDepth !== "look" && score.value > 0,
      measured:
        auditDepth === undefined
          ? "no audit"
          : `depth ${auditDepth}, ${score.value} of ${score.denominator} lines passed and count`,
    }),
  },
  {
    id: "lines-met",
    claim: "Every line of audits and drills that applies was judged and holds",
    wanted: "no line that failed, was blocked, did not run or is too old",
    kinds: ["audit", "drill"],
    judge: ({ unmet, score }) => ({
      isMet: unmet.length === 0 && score.denominator > 0,
      measured: `${unmet.length} unmet: ${some(unmet)}`,
    }),
  },
  {
    id: "security-score",
    claim: "The security score reaches its target",
    wanted: `${LEAST_SECURITY} of 100`,
    kinds: ["audit"],
    judge: ({ security }) => ({
      isMet: security.value >= LEAST_SECURITY,
      measured: `${security.value} of 100`,
    }),
  },
  {
    id: "owasp",
    claim: "Each category of the OWASP Top 10 has a live probe, and no open finding",
    wanted: "10 of 10 judged, 0 failed",
    kinds: ["audit"],
    judge: ({ owasp }) => {
      const judged = owasp.filter((one) => one.judged > 0).length;
      const failed = owasp.reduce((sum, one) => sum + one.failed, 0);
      return {
        isMet: judged === owasp.length && failed === 0 && judged > 0,
        measured: `${judged} of ${owasp.length} judged, ${failed} failed`,
      };
    },
  },
];

const RUNS: readonly GateDefinition[] = [
  {
    id: "objectives",
    claim: "The service level objectives hold under load, by the server's own count too",
    wanted: "at least one objective, all of them met and fresh",
    kinds: ["load"],
    judge: ({ objectives, runs }) => {
      const met = objectives.filter(({ holds, isStale }) => holds && !isStale).length;
      const isTrusted = runs.every(({ serverAgrees }) => serverAgrees !== "disagrees");
      return {
        isMet: objectives.length > 0 && met === objectives.length && isTrusted,
        measured: `${met} of ${objectives.length} met${isTrusted ? "" : "; the server counts otherwise"}`,
      };
    },
  },
  {
    id: "drills",
    claim: "Drills were held, lately, and what must hold held",
    wanted: "every drill that there is, passed and within its shelf life",
    kinds: ["drill"],
    judge: ({ drills, missingDrills }) => {
      const good = drills.filter(({ verdict, isStale }) => verdict === "pass" && !isStale).length;
      const held = drills.filter(({ verdict }) => verdict !== "not-applicable").length;
      const due = held + missingDrills.length;
      return {
        isMet: held > 0 && good === due,
        measured: `${good} of ${due} count; not held: ${some(missingDrills)}`,
      };
    },
  },
  {
    id: "tests",
    claim: "The tests ran, all of them, and passed",
    wanted: `at least ${LEAST_TESTS}, 0 failed, 0 skipped`,
    kinds: ["tests"],
    judge: ({ tests }) => ({
      isMet: tests.passed >= LEAST_TESTS && tests.failed === 0 && tests.skipped === 0,
      measured: `${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`,
    }),
  },
  {
    id: "properties",
    claim: "Every correctness property is implemented, and passed",
    wanted: "none pending, all passed",
    kinds: ["tests"],
    judge: ({ properties }) => ({
      isMet: properties.passed === properties.total && properties.refuted.length === 0,
      measured: `${properties.implemented} of ${properties.total} implemented, ${properties.passed} passed, ${properties.refuted.length} refuted`,
    }),
  },
];

const WHOLE: readonly GateDefinition[] = [
  {
    id: "capabilities",
    claim: "Every capability but those of the roadmap is supported",
    wanted: "none partial, none unproven",
    kinds: ["audit", "drill", "tests"],
    judge: ({ capabilities }) => {
      const due = capabilities.filter(({ state }) => state !== "roadmap");
      const open = due.filter(({ state }) => state !== "supported").map(({ name }) => name);
      return {
        isMet: due.length > 0 && open.length === 0,
        measured: `${due.length - open.length} of ${due.length} supported; open: ${some(open)}`,
      };
    },
  },
  {
    id: "findings",
    claim: "No finding is open",
    wanted: "0 open",
    kinds: ["audit", "load", "tests"],
    judge: ({ ledger: { open }, score }) => ({
      isMet: open.total === 0 && score.denominator > 0,
      measured: `${open.security} security + ${open.performance} performance + ${open.quality} quality = ${open.total} open`,
    }),
  },
  {
    id: "licences",
    claim: "Every shipped package is under terms that allow shipping it",
    wanted: "a lock file, no other terms",
    kinds: ["lock"],
    judge: ({ dependencies: { state, shipped, refused } }) => ({
      isMet: state === "allowed" && shipped > 0,
      measured: `${state}: ${shipped} packages, other terms: ${some(refused)}`,
    }),
  },
  {
    id: "advisories",
    claim: "No shipped package has a known vulnerability",
    wanted: "advisories that could be read, and none",
    kinds: ["advisories"],
    judge: ({ advisories: { state, detail } }) => ({
      isMet: state === "none",
      measured: `${state}: ${detail}`,
    }),
  },
  {
    id: "one-version",
    claim: "What was audited, what is deployed and what is reported are one version",
    wanted: "no skew, and the deployment's own word",
    kinds: ["deployed", "audit"],
    judge: ({ skew, sources }) => {
      const isAsked = sources.some(({ kind }) => kind === "deployed");
      return {
        isMet: isAsked && skew.length === 0,
        measured: isAsked ? `skew: ${some(skew)}` : "no --deployed: the answer of /health",
      };
    },
  },
  {
    id: "review",
    claim: "The next review is not overdue",
    wanted: "no evidence beyond its shelf life",
    kinds: ["audit", "drill", "load", "tests", "advisories", "deployed"],
    judge: ({ nextReview, now }) => ({
      isMet: nextReview !== null && Date.parse(nextReview) >= now,
      measured: nextReview === null ? "no evidence" : `due on ${nextReview.slice(0, 10)}`,
    }),
  },
];

/** All gates (EVID-02), in the order in which they are read. */
export const gatesOf = (judged: Judged): readonly Gate[] =>
  [...SCAN, ...RUNS, ...WHOLE].map(({ id, claim, wanted, kinds, judge }) => ({
    id,
    claim,
    wanted,
    ...judge(judged),
    sources: judged.sources.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name),
  }));

/** Ready is the AND of all gates, and nothing else (EVID-02). */
export const verdictOf = (gates: readonly Gate[]): ReadinessReport["verdict"] => {
  const unmet = gates.filter(({ isMet }) => !isMet).map(({ id }) => id);
  return {
    isReady: gates.length > 0 && unmet.length === 0,
    met: gates.length - unmet.length,
    of: gates.length,
    unmet,
  };
};
