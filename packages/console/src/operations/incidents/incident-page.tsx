import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { ActionButton } from "../../admin/action-button.tsx";
import { Badge, When } from "../../admin/admin-page.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { TextField } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { Whose } from "../alerts/alerts-page.tsx";
import { LivePage } from "../live-page.tsx";
import {
  createIncidentsApi,
  type Incident,
  type IncidentDetail,
  type IncidentEntry,
  kindWords,
} from "./incidents-api.ts";

/** One incident: what happened, what was done about it, and what people wrote down. */
export const IncidentPage = () => {
  const { id = "" }: { readonly id?: string } = useParams({ strict: false });
  return (
    <LivePage
      title="Incident"
      queryKey={["incidents", "one", id]}
      load={(client, signal) => createIncidentsApi(client).find(id, signal)}
      subject="incidents"
      topics={["incidents", "alerts"]}
      head={
        <p className="small">
          <PageLink to="/operations/incidents">All incidents</PageLink>
        </p>
      }
    >
      {(detail) => <Detail detail={detail} />}
    </LivePage>
  );
};

const Detail = ({ detail }: { readonly detail: IncidentDetail }) => {
  const { incident, timeline } = detail;
  const { may } = usePermissions();
  const isOpen = incident.closedAt === null;
  return (
    <>
      <section className="card stack" aria-labelledby="incident-what">
        <div className="row row-spread">
          <h2 id="incident-what">{incident.about}</h2>
          <Badge tone={isOpen ? (incident.severity === "critical" ? "danger" : "warn") : "plain"}>
            {isOpen ? incident.severity : "closed"}
          </Badge>
        </div>
        {incident.advice !== null && <p>{incident.advice}</p>}
        <dl className="facts">
          <dt>Opened</dt>
          <dd>
            <When iso={incident.openedAt} />
          </dd>
          {incident.closedAt !== null && (
            <>
              <dt>Closed</dt>
              <dd>
                <When iso={incident.closedAt} />
              </dd>
              <dt>Found out</dt>
              <dd className="wrap-anywhere">{incident.note}</dd>
            </>
          )}
        </dl>
        {isOpen && may("alerts:write") && <Changes incident={incident} />}
      </section>
      <section className="stack" aria-labelledby="incident-timeline">
        <h2 id="incident-timeline">What happened</h2>
        <ol className="stack stack-tight plain-list">
          {timeline.map((entry) => (
            <Line key={entry.id} entry={entry} />
          ))}
        </ol>
        {incident.entries > timeline.length && (
          <p className="small soft">
            {incident.entries - timeline.length} further entries were only counted.
          </p>
        )}
      </section>
    </>
  );
};

const Line = ({ entry }: { readonly entry: IncidentEntry }) => (
  <li className="card stack stack-tight">
    <div className="row row-spread">
      <strong>{kindWords(entry.kind)}</strong>
      <span className="small soft">
        <When iso={entry.at} />
      </span>
    </div>
    <p className="wrap-anywhere">{entry.text}</p>
    {(entry.address !== null || entry.accountId !== null) && (
      <p className="small">
        <Whose alert={entry} />
      </p>
    )}
  </li>
);

const Changes = ({ incident }: { readonly incident: Incident }) => {
  const { client } = useRuntime();
  const [text, setText] = useState("");
  const field = (
    <TextField label="What" rows={3} value={text} onChange={setText} isRequired maxLength={500} />
  );
  const api = createIncidentsApi(client);
  return (
    <div className="row">
      <ActionButton
        label="Write a note"
        title="Write a note"
        confirmLabel="Write it down"
        look="primary"
        done="It is in the timeline."
        run={() => api.note(incident.id, text)}
        onDone={() => setText("")}
      >
        {field}
      </ActionButton>
      <ActionButton
        label="Close"
        title="Close the incident?"
        confirmLabel="Close it"
        look="primary"
        done="The incident is closed."
        run={() => api.close(incident.id, text)}
        onDone={() => setText("")}
      >
        <p>Say what it was and what was done, for whoever meets it next.</p>
        {field}
      </ActionButton>
    </div>
  );
};
