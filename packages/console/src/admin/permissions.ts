import { useQuery } from "@tanstack/react-query";
import { permissionsKey, useSession } from "../session/index.ts";
import { useRuntime } from "../shell/index.ts";

/** Whether a list of permissions covers one; "plans:*" covers "plans:read". */
export const covers = (granted: readonly string[], wanted: string): boolean =>
  granted.some(
    (one) =>
      one === wanted || one === "*" || (one.endsWith(":*") && wanted.startsWith(one.slice(0, -1))),
  );

/** What the signed-in person may do; the server decides, this only spares them closed doors. */
export const usePermissions = (): {
  /** False for everything while it is not known. */
  readonly may: (permission: string) => boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
} => {
  const { auth } = useRuntime();
  const { user } = useSession();
  const id = user?.id ?? "";
  const query = useQuery({
    queryKey: permissionsKey(id),
    queryFn: async ({ signal }) => (await auth.me(signal)).permissions,
    enabled: id !== "",
    staleTime: 60_000,
  });
  return {
    may: (permission) => covers(query.data ?? [], permission),
    isPending: query.data === undefined && query.error === null,
    error: query.data === undefined ? query.error : null,
    retry: () => void query.refetch(),
  };
};
