import type { AuditEntry, Outcome, Party } from "./audit-api.ts";

/** "plan.created" as "Plan created". */
export const actionWords = (action: string): string => {
  const plain = action.replaceAll(/[.-]/g, " ");
  return plain.charAt(0).toUpperCase() + plain.slice(1);
};

/** What came of it, and how it looks. */
export const outcomeWords = (
  outcome: Outcome,
): { readonly label: string; readonly tone: "plain" | "ok" | "warn" | "danger" } => {
  switch (outcome) {
    case "success":
      return { label: "done", tone: "ok" };
    case "repeated":
      return { label: "asked again", tone: "plain" };
    case "refused":
      return { label: "refused", tone: "warn" };
    case "failed":
      return { label: "failed", tone: "danger" };
    case "interrupted":
      return { label: "broken off", tone: "danger" };
  }
};

/** The outcomes that can be chosen. */
export const OUTCOME_CHOICES = [
  { value: "", label: "Whatever came of it" },
  { value: "success", label: "Done" },
  { value: "refused", label: "Refused" },
  { value: "failed", label: "Failed" },
  { value: "repeated", label: "Asked again" },
  { value: "interrupted", label: "Broken off" },
] as const;

/** A party as it fits into a table. */
export const partyWords = (party: Party | null, nobody: string): string => {
  if (party === null) return nobody;
  if (party.kind === "erased") return "an erased account";
  return party.kind === "account" ? `account ${party.id.slice(0, 8)}…` : party.id;
};

/** How the actor was known. */
export const viaWords = (via: AuditEntry["via"]): string | null => {
  if (via === "cookie") return "a browser session";
  if (via === "bearer") return "an access token";
  if (via === "credentials") return "what they signed in with";
  if (via === "system") return "the application itself";
  return via === null ? null : `API key ${via}`;
};
