import { useQuery } from "@tanstack/react-query";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { Dialog, ErrorState, Notice, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { createDatabaseApi, type StatementCost, type StatementPlan } from "./database-api.ts";
import { countWords, runWords } from "./database-words.ts";

/** One statement with all that is known of it, and how the database runs it. */
export const PlanDialog = (props: {
  readonly statement: StatementCost | undefined;
  readonly onClose: () => void;
}) => {
  const { statement, onClose } = props;
  return (
    <Dialog
      title={statement?.name ?? "Statement"}
      isOpen={statement !== undefined}
      onClose={onClose}
    >
      {statement !== undefined && (
        <div className="stack">
          <p className="small">
            <code className="wrap-anywhere">{statement.sql}</code>
          </p>
          <p className="numbers">
            {countWords(statement)}; {runWords(statement)}
          </p>
          {statement.isExplained && <Plan id={statement.id} />}
        </div>
      )}
    </Dialog>
  );
};

const Plan = ({ id }: { readonly id: string }) => {
  const { client } = useRuntime();
  const found = useQuery({
    queryKey: [ADMIN_KEY, "database", "plan", id],
    queryFn: ({ signal }) => createDatabaseApi(client).plan(id, signal),
    staleTime: 0,
  });
  if (found.data !== undefined) return <Steps plan={found.data} />;
  return found.error === null ? (
    <Skeleton lines={3} height="1.5rem" />
  ) : (
    <ErrorState error={found.error} onRetry={() => void found.refetch()} />
  );
};

const Steps = ({ plan: { steps, hints } }: { readonly plan: StatementPlan }) => (
  <>
    <h3>How the database runs it</h3>
    <ol className="list-plain stack stack-tight small">
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no name, may be equal and never move
        <li key={index}>
          <code className="wrap-anywhere">{step}</code>
        </li>
      ))}
    </ol>
    {hints.map((hint) => (
      <Notice key={hint} tone="warn" title="It reads a whole table">
        {hint}
      </Notice>
    ))}
  </>
);
