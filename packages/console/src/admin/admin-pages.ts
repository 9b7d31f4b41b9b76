/** The pages of administrators, and what each asks for. */
export const ADMIN_PAGES = [
  { to: "/admin/users", label: "People", permission: "users:read" },
  { to: "/admin/roles", label: "Roles", permission: "roles:read" },
  { to: "/admin/access-review", label: "Access review", permission: "access:review" },
  { to: "/admin/billing", label: "Billing", permission: "billing:read" },
  { to: "/admin/limits", label: "Limits", permission: "limits:read" },
  { to: "/admin/usage", label: "Usage", permission: "usage:read" },
  { to: "/admin/security-events", label: "Security events", permission: "security:read" },
  { to: "/admin/audit-log", label: "Audit trail", permission: "audit:read" },
  { to: "/admin/privacy", label: "Privacy", permission: "privacy:read" },
  { to: "/admin/content-reports", label: "Blocked content", permission: "security:read" },
  { to: "/admin/quarantine", label: "Quarantine", permission: "files:read" },
] as const;
