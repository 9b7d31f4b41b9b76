import { useQuery } from "@tanstack/react-query";
import { useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { createAdminApi, type Role } from "../admin-api.ts";
import { usePermissions } from "../permissions.ts";

/** The roles there are; undefined where they are not known, or not for the person to see. */
export const useRoles = (): readonly Role[] | undefined => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const book = useQuery({
    queryKey: [ADMIN_KEY, "roles"],
    queryFn: ({ signal }) => createAdminApi(client).roles(signal),
    enabled: may("roles:read"),
  });
  return book.data?.roles;
};

/** Roles as choices of a list. */
export const roleChoices = (roles: readonly Role[]) =>
  roles.map(({ name, description }) => ({ value: name, label: name, note: description }));
