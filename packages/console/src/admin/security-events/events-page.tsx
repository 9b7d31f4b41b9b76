import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isApiError } from "../../client/index.ts";
import { Notice } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { AdminPage } from "../admin-page.tsx";
import { usePermissions } from "../permissions.ts";
import { useAddressFilter } from "../use-address-filter.ts";
import { EventList } from "./event-list.tsx";
import { createEventsApi, type WindowName } from "./events-api.ts";
import { Filters } from "./filters.tsx";
import { Summary } from "./summary.tsx";

const REFRESH_MS = 5_000;
const QUESTIONS = ["name", "outcome", "severity", "address", "account"] as const;

/** Whoever may not look is not asked again and again. */
const refresh = ({ state }: { readonly state: { readonly error: unknown } }): number | false => {
  const { error } = state;
  return isApiError(error) && (error.status === 401 || error.status === 403) ? false : REFRESH_MS;
};

/** What was refused, noticed and changed, how often, and what became an alert; kept up to date. */
export const SecurityEventsPage = () => (
  <AdminPage title="Security events" permission="security:read">
    <Sections />
  </AdminPage>
);

const useEvents = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const api = createEventsApi(client);
  const [window, setWindow] = useState<WindowName>("24h");
  const question = useAddressFilter("/admin/security-events", QUESTIONS, "before");
  const common = {
    enabled: may("security:read"),
    staleTime: 0,
    refetchInterval: refresh,
    placeholderData: keepPreviousData,
  } as const;
  const summary = useQuery({
    ...common,
    queryKey: [ADMIN_KEY, "security-summary", window],
    queryFn: ({ signal }) => api.summary(window, signal),
  });
  const events = useQuery({
    ...common,
    queryKey: [ADMIN_KEY, "security-events", question.filter],
    queryFn: ({ signal }) => api.list(question.filter, signal),
  });
  return { window, setWindow, question, summary, events };
};

const Sections = () => {
  const { window, setWindow, question, summary, events } = useEvents();
  const { may } = usePermissions();
  const isOld = [summary, events].some(({ error, data }) => error !== null && data !== undefined);
  const names = summary.data?.names ?? [];
  return (
    <>
      {isOld && (
        <Notice tone="warn">
          What you see is getting old: the last look failed. It is tried again.
        </Notice>
      )}
      <Summary
        summary={summary.data}
        error={summary.error}
        window={window}
        onWindow={setWindow}
        onRetry={() => void summary.refetch()}
      />
      {may("alerts:read") && (
        <p>
          <PageLink to="/operations/alerts">Alerts</PageLink> tell when events come in great number.
        </p>
      )}
      <section className="stack" aria-labelledby="events">
        <h2 id="events">Events</h2>
        <Filters
          names={names}
          filter={question.filter}
          isFiltered={question.isFiltered}
          onChange={question.change}
          onClear={question.clear}
        />
        <EventList
          page={events.data}
          error={events.error}
          names={names}
          isFiltered={question.isFiltered}
          isOld={events.isPlaceholderData}
          onRetry={() => void events.refetch()}
          back={question.back}
          next={question.next}
        />
      </section>
    </>
  );
};
