import { defineErrors } from "#core";

/** What a caller is told where something that a service depends on does not do its part. */
export const resilienceErrors = defineErrors({
  DEPENDENCY_UNAVAILABLE: {
    status: 503,
    title: "A service that this needs is not available",
    explanation:
      "Something that this operation depends on failed several times in a row and is given time to recover: it is not asked at all for now. `dependency` names it; Retry-After says when it is asked again. Nothing was done.",
  },
  DEPENDENCY_OVERLOADED: {
    status: 503,
    title: "Too much of this is under way",
    explanation:
      "As many calls to the service that this operation depends on are under way and waiting as are allowed at once. `dependency` names it. Nothing was done; try again after Retry-After.",
  },
  DEPENDENCY_TIMEOUT: {
    status: 504,
    title: "A service that this needs is too slow",
    explanation:
      "Something that this operation depends on did not answer in the time that it is given. `dependency` names it. It may have done its part all the same: repeat the request with the same Idempotency-Key where the operation takes one.",
  },
});

const REFUSALS: readonly string[] = ["DEPENDENCY_UNAVAILABLE", "DEPENDENCY_OVERLOADED"];

/** Whether a fault is a refusal of ours, made without asking the other side. */
export const isOwnRefusal = (fault: unknown): boolean =>
  fault instanceof Error && REFUSALS.includes((fault as { readonly code?: string }).code ?? "");
