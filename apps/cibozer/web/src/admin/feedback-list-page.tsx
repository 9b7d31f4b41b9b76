import { Badge, Card, Segmented, usePermissions, useRuntime, When } from "@plinth/console";
import { useState } from "react";
import {
  adminKeys,
  createPlannerAdminApi,
  type FeedbackEntry,
  type FeedbackState,
} from "./admin-api.ts";
import { AdminFrame } from "./admin-frame.tsx";
import { DecisionButton, useDecision } from "./decision.tsx";
import { EntryList } from "./entry-list.tsx";

const STATES = [
  { value: "new", label: "New" },
  { value: "seen", label: "Seen" },
  { value: "done", label: "Done" },
] as const;

/** What people said, by where it stands. */
export const FeedbackListPage = () => {
  const [state, setState] = useState<FeedbackState>("new");
  return (
    <AdminFrame title="Feedback" permission="feedback:read">
      <Segmented label="Which ones" value={state} onChange={setState} choices={STATES} />
      <List key={state} state={state} />
    </AdminFrame>
  );
};

const List = ({ state }: { readonly state: FeedbackState }) => {
  const { client } = useRuntime();
  return (
    <EntryList
      label="Feedback"
      queryKey={adminKeys.feedback(state)}
      load={(cursor, signal) => createPlannerAdminApi(client).feedback(state, cursor, signal)}
      empty="What people send appears here by itself."
      more="Show older ones"
    >
      {(entry) => <Entry entry={entry} />}
    </EntryList>
  );
};

const Entry = ({ entry }: { readonly entry: FeedbackEntry }) => {
  const { may } = usePermissions();
  const decision = useDecision<FeedbackState>(adminKeys.allFeedback, (api, state) =>
    api.setState(entry.id, state),
  );
  return (
    <Card label={`Feedback of ${entry.createdAt}`}>
      <div className="stack stack-tight">
        <div className="row">
          <Badge>{entry.kind}</Badge>
          {entry.wantsAnswer && <Badge>wants an answer</Badge>}
          <span className="small soft">
            <When iso={entry.createdAt} />
          </span>
          {entry.page !== "" && <span className="small soft">{entry.page}</span>}
        </div>
        <p className="mail-text">{entry.text}</p>
        <div className="row">
          {may("feedback:write") &&
            STATES.filter(({ value }) => value !== entry.state).map(({ value, label }) => (
              <DecisionButton
                key={value}
                decision={decision}
                choice={value}
                label={`Mark as ${label.toLowerCase()}`}
              />
            ))}
          {may("users:read") && (
            <a className="small" href={`/console/admin/users/${entry.accountId}`}>
              Who said it
            </a>
          )}
        </div>
      </div>
    </Card>
  );
};
