import { useQuery } from "@tanstack/react-query";
import type { ApiClient } from "../client/index.ts";
import { useSession } from "../session/index.ts";
import { useRuntime } from "../shell/index.ts";

/** Query key of what somebody may do; the id keeps the answers of two people apart. */
export const permissionsKey = (userId: string) => ["permissions", userId] as const;

/** Asks what the signed-in person may do, such as "users:read" or "plans:*". */
export const loadPermissions = async (
  client: ApiClient,
  signal?: AbortSignal,
): Promise<readonly string[]> =>
  (await client.get<{ permissions: readonly string[] }>("/api/v1/auth/me", signal)).permissions;

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
  const { client } = useRuntime();
  const { user } = useSession();
  const id = user?.id ?? "";
  const query = useQuery({
    queryKey: permissionsKey(id),
    queryFn: ({ signal }) => loadPermissions(client, signal),
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
