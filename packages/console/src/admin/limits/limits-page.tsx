import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { isRefused } from "../../client/index.ts";
import { Notice, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure, AdminPage } from "../admin-page.tsx";
import { usePermissions } from "../permissions.ts";
import { Addresses } from "./addresses.tsx";
import { EntryButton } from "./entry-form.tsx";
import { Keys } from "./keys.tsx";
import { createLimitsApi, type LimitStats } from "./limits-api.ts";
import { alarmWords } from "./limits-words.ts";
import { Overrides } from "./overrides.tsx";
import { Rules } from "./rules.tsx";

const REFRESH_MS = 5_000;

/** What limits decide, who is refused, and which addresses are let in; kept up to date. */
export const LimitsPage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const mayWrite = may("limits:write");
  const stats = useQuery({
    queryKey: [ADMIN_KEY, "limits"],
    queryFn: ({ signal }) => createLimitsApi(client).stats(signal),
    enabled: may("limits:read"),
    staleTime: 0,
    // Whoever may not look is not asked again and again.
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : REFRESH_MS),
    placeholderData: keepPreviousData,
  });
  return (
    <AdminPage
      title="Limits"
      permission="limits:read"
      action={mayWrite && stats.data !== undefined ? <EntryButton /> : null}
    >
      {stats.data === undefined && stats.error === null && <Skeleton lines={8} height="2.5rem" />}
      {stats.data === undefined && stats.error !== null && (
        <AdminFailure error={stats.error} onRetry={() => void stats.refetch()} />
      )}
      {stats.data !== undefined && (
        <>
          {stats.error !== null && (
            <Notice tone="warn">
              The figures are getting old: the last look failed. It is tried again.
            </Notice>
          )}
          <Sections stats={stats.data} mayWrite={mayWrite} />
        </>
      )}
    </AdminPage>
  );
};

const Sections = (props: { readonly stats: LimitStats; readonly mayWrite: boolean }) => {
  const { stats, mayWrite } = props;
  return (
    <>
      {stats.alarm !== null && (
        <Notice tone="danger" title="Callers cannot be told apart">
          {alarmWords(stats.alarm)}
        </Notice>
      )}
      <Addresses stats={stats} mayWrite={mayWrite} />
      <Keys stats={stats} mayWrite={mayWrite} />
      <Overrides stats={stats} mayWrite={mayWrite} />
      <Rules stats={stats} mayOverride={mayWrite && stats.overrides !== undefined} />
    </>
  );
};
