import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Notice } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { AdminPage } from "../admin-page.tsx";
import { usePermissions } from "../permissions.ts";
import { useAddressFilter } from "../use-address-filter.ts";
import { createAuditApi } from "./audit-api.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { Chain } from "./chain.tsx";
import { EntryList } from "./entry-list.tsx";

const QUESTIONS = ["actor", "target", "action", "outcome", "request", "from", "to"] as const;

/** Who did what, when, where and with what outcome, and whether the record of it holds. */
export const AuditLogPage = () => (
  <AdminPage title="Audit trail" permission="audit:read">
    <Sections />
  </AdminPage>
);

const Sections = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const question = useAddressFilter("/admin/audit-log", QUESTIONS, "before");
  // Not asked again by itself: every look is an entry too.
  const entries = useQuery({
    queryKey: [ADMIN_KEY, "audit-log", question.filter],
    queryFn: ({ signal }) => createAuditApi(client).list(question.filter, signal),
    enabled: may("audit:read"),
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <>
      {entries.error !== null && entries.data !== undefined && (
        <Notice tone="warn">What you see is getting old: the last look failed.</Notice>
      )}
      <Chain />
      <section className="stack" aria-labelledby="entries">
        <div className="row">
          <h2 id="entries">Entries</h2>
          <Button isSmall look="quiet" onPress={() => void entries.refetch()}>
            Look again
          </Button>
        </div>
        <AuditFilters
          filter={question.filter}
          isFiltered={question.isFiltered}
          onChange={question.change}
          onClear={question.clear}
        />
        <EntryList
          page={entries.data}
          error={entries.error}
          isFiltered={question.isFiltered}
          isOld={entries.isPlaceholderData}
          onRetry={() => void entries.refetch()}
          back={question.back}
          next={question.next}
        />
      </section>
    </>
  );
};
