import type { RoutePolicy } from "../policy.ts";

/** What calls are recorded as where the route names nothing and answers with data of people. */
const UNNAMED = { read: "data.read", written: "data.written" } as const;

/**
 * The name under which calls of a route stand in the audit trail: its own, or that personal data was
 * read or written (P-048); null where calls are in the access log only.
 */
export const auditAction = ({
  audit,
  dataClass,
  method,
}: Pick<RoutePolicy, "audit" | "dataClass" | "method">): string | null => {
  if (audit !== null) return audit;
  if (dataClass !== "personal" && dataClass !== "secret") return null;
  return method === "GET" ? UNNAMED.read : UNNAMED.written;
};
