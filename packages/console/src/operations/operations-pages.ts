/** One page of whoever operates: where it is, and what it asks for. */
export interface OperationsPage {
  readonly to: string;
  readonly label: string;
  readonly permission: string;
}

/** Pages that stand together in the menu. */
export interface OperationsGroup {
  readonly label: string;
  readonly pages: readonly OperationsPage[];
}

/** Every page of whoever operates, in the order in which somebody on call wants them. */
export const OPERATIONS: readonly OperationsGroup[] = [
  {
    label: "Now",
    pages: [
      { to: "/operations/overview", label: "Overview", permission: "metrics:read" },
      { to: "/operations/traffic", label: "Traffic", permission: "metrics:read" },
      { to: "/operations/health", label: "Health", permission: "health:read" },
      { to: "/operations/business", label: "Business", permission: "metrics:read" },
    ],
  },
  {
    label: "What happened",
    pages: [
      { to: "/operations/alerts", label: "Alerts", permission: "alerts:read" },
      { to: "/operations/incidents", label: "Incidents", permission: "alerts:read" },
      { to: "/operations/errors", label: "Errors", permission: "errors:read" },
      { to: "/operations/logs", label: "Logs", permission: "logs:read" },
      { to: "/operations/traces", label: "Traces", permission: "traces:read" },
      { to: "/operations/security", label: "Security", permission: "security:read" },
    ],
  },
  {
    label: "Parts",
    pages: [
      { to: "/operations/dependencies", label: "Dependencies", permission: "dependencies:read" },
      { to: "/operations/database", label: "Database", permission: "database:read" },
      { to: "/operations/caches", label: "Caches", permission: "caches:read" },
      { to: "/operations/jobs", label: "Jobs", permission: "jobs:read" },
      { to: "/operations/mail", label: "Mail", permission: "mail:read" },
      { to: "/operations/backups", label: "Backups", permission: "backups:read" },
      { to: "/operations/deploys", label: "Deploys", permission: "deploys:read" },
    ],
  },
  {
    label: "Proof",
    pages: [{ to: "/operations/readiness", label: "Readiness", permission: "readiness:read" }],
  },
];

/** The groups as far as they open to somebody; none that is empty. */
export const openGroups = (
  may: (permission: string) => boolean,
  groups: readonly OperationsGroup[] = OPERATIONS,
): readonly OperationsGroup[] =>
  groups
    .map(({ label, pages }) => ({
      label,
      pages: pages.filter(({ permission }) => may(permission)),
    }))
    .filter(({ pages }) => pages.length > 0);
