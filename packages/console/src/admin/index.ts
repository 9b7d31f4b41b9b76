export { Badge, ClosedPage, When } from "./admin-page.tsx";
export { DataTable } from "./data-table.tsx";
export { usePermissions } from "./permissions.ts";
