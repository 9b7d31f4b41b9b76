import { Badge, Card, Notice, useRuntime, When } from "@plinth/console";
import { useState } from "react";
import type { Reason } from "../reports/reports-api.ts";
import { adminKeys, createPlannerAdminApi, type Reported } from "./admin-api.ts";
import { AdminFrame } from "./admin-frame.tsx";
import { DecisionButton, NoteField, useDecision } from "./decision.tsx";
import { EntryList } from "./entry-list.tsx";
import { WrittenRecipe } from "./written-recipe.tsx";

const REASONS: Readonly<Record<Reason, string>> = {
  unsafe: "could harm somebody",
  wrong: "something is wrong",
  copied: "copied",
  offensive: "offensive",
  private: "tells private things",
  other: "something else",
};

/** What people reported of recipes and shared plans, until somebody decides. */
export const ReportsPage = () => {
  const { client } = useRuntime();
  return (
    <AdminFrame title="Reports" permission="reports:review">
      <p className="small soft">
        You are not told who reported something, and whoever gave or shared it is not told either. A
        decision forgets what was said; the audit log keeps who decided.
      </p>
      <EntryList
        label="Reported"
        queryKey={adminKeys.reports}
        load={(cursor, signal) => createPlannerAdminApi(client).reports(cursor, signal)}
        empty="What people report appears here by itself."
        more="Show more"
      >
        {(entry) => <Entry entry={entry} />}
      </EntryList>
    </AdminFrame>
  );
};

const titleOf = ({ kind, recipe, plan }: Reported): string => {
  if (recipe !== null) return recipe.title;
  if (plan !== null) return plan.part === "list" ? "A shared list" : "A shared plan";
  return kind === "recipe" ? "A recipe that is gone by now" : "A shared plan that is gone by now";
};

const Entry = ({ entry }: { readonly entry: Reported }) => {
  const { recipe, plan, reports } = entry;
  const title = titleOf(entry);
  return (
    <Card label={title}>
      <div className="stack stack-tight">
        <h2>{title}</h2>
        <p className="small soft numbers">
          {reports.length === 1 ? "Reported once" : `Reported ${reports.length} times`}
        </p>
        <ul className="list-plain stack stack-tight">
          {reports.map(({ reason, words, createdAt }, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same may be said twice
            <li key={i}>
              <Badge>{REASONS[reason]}</Badge>{" "}
              <span className="small soft">
                <When iso={createdAt} />
              </span>
              {words !== "" && <p className="mail-text">{words}</p>}
            </li>
          ))}
        </ul>
        {recipe !== null && <WrittenRecipe recipe={recipe} />}
        {recipe?.credit != null && (
          <p className="small">{`The name that is shown: ${recipe.credit}`}</p>
        )}
        {plan !== null && <SharedPlan plan={plan} />}
        {recipe === null && plan === null && (
          <Notice tone="info">
            <p>It was taken back, replaced or deleted: nobody sees it any more.</p>
          </Notice>
        )}
        <Decision entry={entry} />
      </div>
    </Card>
  );
};

const SharedPlan = ({ plan }: { readonly plan: NonNullable<Reported["plan"]> }) => (
  <>
    <p className="small">
      {plan.dishes.length === 0
        ? "Nobody wrote a word of what it shows: all of it comes from Cibozer's own tables."
        : `Dishes that people wrote: ${plan.dishes.join(", ")}.`}
    </p>
    <p className="small soft">
      Shared <When iso={plan.createdAt} />,{" "}
      {plan.views === 1 ? "seen once" : `seen ${plan.views} times`}
    </p>
  </>
);

const Decision = ({ entry }: { readonly entry: Reported }) => {
  const [note, setNote] = useState("");
  const decision = useDecision<"uphold" | "dismiss">(adminKeys.reports, (api, choice) =>
    choice === "uphold" ? api.takeOut(entry.id, note.trim()) : api.dismiss(entry.id),
  );
  return (
    <div className="stack stack-tight">
      {entry.recipe !== null && <NoteField of={entry.id} note={note} onChange={setNote} />}
      <div className="row">
        {entry.recipe !== null && (
          <DecisionButton decision={decision} choice="uphold" label="Take it out" />
        )}
        {entry.plan !== null && (
          <DecisionButton decision={decision} choice="uphold" label="End the link" />
        )}
        <DecisionButton decision={decision} choice="dismiss" label="Dismiss" />
      </div>
    </div>
  );
};
