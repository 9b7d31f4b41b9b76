import { Badge, Card, Notice, Segmented, useRuntime, When } from "@plinth/console";
import { useState } from "react";
import {
  adminKeys,
  createPlannerAdminApi,
  type Proposal,
  type ProposalState,
} from "./admin-api.ts";
import { AdminFrame } from "./admin-frame.tsx";
import { DecisionButton, NoteField, useDecision } from "./decision.tsx";
import { EntryList } from "./entry-list.tsx";
import { proposalFaults } from "./proposal-faults.ts";
import { WrittenRecipe } from "./written-recipe.tsx";

const STATES = [
  { value: "waiting", label: "Waiting" },
  { value: "accepted", label: "Accepted" },
  { value: "returned", label: "Returned" },
] as const;

/** Recipes that their authors offer to everybody, by where they stand. */
export const RecipeReviewPage = () => {
  const [state, setState] = useState<ProposalState>("waiting");
  return (
    <AdminFrame title="Recipe review" permission="recipes:review">
      <p className="small soft">
        Authors agreed that these are looked at, and shown to all who plan once you accept them. You
        are told a name only where it is to stand on the recipe. Authors get your word by mail.
      </p>
      <Segmented label="Which ones" value={state} onChange={setState} choices={STATES} />
      <List key={state} state={state} />
    </AdminFrame>
  );
};

const List = ({ state }: { readonly state: ProposalState }) => {
  const { client } = useRuntime();
  return (
    <EntryList
      label="Offered recipes"
      queryKey={adminKeys.proposals(state)}
      load={(cursor, signal) => createPlannerAdminApi(client).proposals(state, cursor, signal)}
      empty="What authors offer appears here by itself."
      more="Show more"
    >
      {(entry) => <Entry entry={entry} />}
    </EntryList>
  );
};

const Entry = ({ entry }: { readonly entry: Proposal }) => {
  const { recipe } = entry;
  const faults = proposalFaults(recipe);
  return (
    <Card label={recipe.title}>
      <div className="stack stack-tight">
        <h2>{recipe.title}</h2>
        <div className="row">
          <Badge>{recipe.slots.join(", ")}</Badge>
          <span className="small soft">
            <When iso={entry.createdAt} />
          </span>
          <span className="small soft numbers">
            {`${recipe.servings} servings, ${recipe.minutes} min, ${Math.round(recipe.nutrition.energyKcal)} kcal a serving`}
          </span>
        </div>
        {faults.length > 0 && (
          <Notice tone="warn" title="Worth a look">
            <ul>
              {faults.map((fault) => (
                <li key={fault}>{fault}</li>
              ))}
            </ul>
            {recipe.obstacles.length > 0 && (
              <p>What is not known is unsafe with every allergy: it cannot be accepted.</p>
            )}
          </Notice>
        )}
        <WrittenRecipe recipe={recipe} />
        {entry.credit !== null && (
          <p className="small">{`The name that is shown: ${entry.credit}`}</p>
        )}
        {entry.note !== "" && <p className="small">{`Said to the author: ${entry.note}`}</p>}
        {entry.state !== "returned" && <Decision entry={entry} />}
      </div>
    </Card>
  );
};

const Decision = ({ entry }: { readonly entry: Proposal }) => {
  const [note, setNote] = useState("");
  const decision = useDecision<"accepted" | "returned">(adminKeys.allProposals, (api, state) =>
    api.decide(entry.id, state, note.trim()),
  );
  const isWaiting = entry.state === "waiting";
  return (
    <div className="stack stack-tight">
      <NoteField of={entry.id} note={note} onChange={setNote} />
      <div className="row">
        {isWaiting && entry.recipe.obstacles.length === 0 && (
          <DecisionButton decision={decision} choice="accepted" label="Accept" />
        )}
        <DecisionButton
          decision={decision}
          choice="returned"
          label={isWaiting ? "Return" : "Take it out"}
        />
      </div>
    </div>
  );
};
