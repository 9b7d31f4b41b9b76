import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { loadUsageOf, Meter } from "../../usage/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure } from "../admin-page.tsx";
import { usePermissions } from "../permissions.ts";

/** What an account used of each meter; nothing where nothing is counted, or nobody may look. */
export const UserUsage = ({ id }: { readonly id: string }) => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const isOpen = may("usage:read");
  const usage = useQuery({
    queryKey: [ADMIN_KEY, "user-usage", id],
    queryFn: ({ signal }) => loadUsageOf(client, id, signal),
    enabled: isOpen,
    staleTime: 0,
  });
  if (!isOpen || usage.data?.meters.length === 0) return null;
  return (
    <section className="stack" aria-label="Usage">
      <h2>Usage</h2>
      {usage.error !== null && (
        <AdminFailure error={usage.error} onRetry={() => void usage.refetch()} />
      )}
      {usage.isPending && <Skeleton lines={3} />}
      {usage.data?.meters.map((meter) => (
        <Meter key={meter.meter} meter={meter} />
      ))}
    </section>
  );
};
