import { usePermissions } from "../admin/permissions.ts";
import { PageLink } from "../shell/index.ts";

const PAGES = [
  { to: "/operations/overview", label: "Overview", permission: "metrics:read" },
  { to: "/operations/traffic", label: "Traffic", permission: "metrics:read" },
  { to: "/operations/health", label: "Health", permission: "health:read" },
  { to: "/operations/dependencies", label: "Dependencies", permission: "dependencies:read" },
  { to: "/operations/caches", label: "Caches", permission: "caches:read" },
  { to: "/operations/database", label: "Database", permission: "database:read" },
  { to: "/operations/jobs", label: "Jobs", permission: "jobs:read" },
  { to: "/operations/mail", label: "Mail", permission: "mail:read" },
  { to: "/operations/readiness", label: "Readiness", permission: "readiness:read" },
] as const;

/** The way between the pages of whoever operates, as far as they open to the person. */
export const OperationsNav = () => {
  const { may } = usePermissions();
  const open = PAGES.filter(({ permission }) => may(permission));
  if (open.length < 2) return null;
  return (
    <nav aria-label="Operations" className="row admin-nav">
      {open.map(({ to, label }) => (
        <PageLink key={to} to={to} className="btn btn-quiet btn-small">
          {label}
        </PageLink>
      ))}
    </nav>
  );
};
