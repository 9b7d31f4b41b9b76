import { ClosedPage, PageHeading, PageLink, usePermissions } from "@plinth/console";
import type { ReactNode } from "react";

const OWN = [
  { to: "/admin/planner", label: "Planner", permission: "planner:read" },
  { to: "/admin/catalogue", label: "Catalogue", permission: "planner:read" },
  { to: "/admin/recipes", label: "Recipe review", permission: "recipes:review" },
  { to: "/admin/reports", label: "Reports", permission: "reports:review" },
  { to: "/admin/feedback", label: "Feedback", permission: "feedback:read" },
] as const;

/** What the console has on the same subjects. */
const CONSOLE = [
  { to: "/console/admin/users", label: "People", permission: "users:read" },
  { to: "/console/admin/billing", label: "Billing", permission: "billing:read" },
  { to: "/console/operations/business", label: "Engagement", permission: "metrics:read" },
] as const;

/** Around the pages of those who run the planner; the server decides what they read. */
export const AdminFrame = (props: {
  readonly title: string;
  readonly permission: string;
  readonly children: ReactNode;
}) => {
  const permissions = usePermissions();
  const { may } = permissions;
  return (
    <div className="page stack">
      <nav aria-label="Administration" className="row admin-nav">
        {OWN.filter(({ permission }) => may(permission)).map(({ to, label }) => (
          <PageLink key={to} to={to} className="btn btn-quiet btn-small">
            {label}
          </PageLink>
        ))}
        {CONSOLE.filter(({ permission }) => may(permission)).map(({ to, label }) => (
          <a key={to} href={to} className="btn btn-quiet btn-small">
            {label}
          </a>
        ))}
      </nav>
      <PageHeading>{props.title}</PageHeading>
      {may(props.permission) ? props.children : <ClosedPage {...permissions} />}
    </div>
  );
};
