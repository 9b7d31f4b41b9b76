import { Notice } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ActionButton } from "../action-button.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import { createLimitsApi, type LimitStats, type RouteLimits } from "./limits-api.ts";
import { describeOverrideError } from "./limits-words.ts";
import { OverrideButton } from "./override-form.tsx";

/** The limits that administrators set, over what code and settings say. */
export const Overrides = (props: { readonly stats: LimitStats; readonly mayWrite: boolean }) => {
  const { overrides } = props.stats;
  return (
    <section className="stack" aria-labelledby="overrides">
      <h2 id="overrides">Overridden limits</h2>
      {overrides === undefined ? (
        <Notice tone="warn">
          The node that answered is of an earlier release, which knows no overrides: it counts by
          the limits of code and settings. Once it is replaced, they are shown here.
        </Notice>
      ) : (
        <Listed overrides={overrides} mayWrite={props.mayWrite} />
      )}
    </section>
  );
};

const Listed = (props: {
  readonly overrides: readonly RouteLimits[];
  readonly mayWrite: boolean;
}) => (
  <>
    {props.overrides.length === 0 ? (
      <p>Every route has the limits that it was made with.</p>
    ) : (
      <DataTable
        caption="Limits that administrators set"
        rows={props.overrides}
        keyOf={({ route }) => route}
        columns={columns(props.mayWrite)}
      />
    )}
    {props.mayWrite && (
      <div>
        <OverrideButton />
      </div>
    )}
  </>
);

const columns = (mayWrite: boolean): readonly [Column<RouteLimits>, ...Column<RouteLimits>[]] => [
  { name: "Route", cell: ({ route }) => <strong className="wrap-anywhere">{route}</strong> },
  { name: "Limits", cell: ({ limits }) => <span className="wrap-anywhere">{limits}</span> },
  {
    name: "Without it",
    cell: ({ declared }) => <span className="soft wrap-anywhere">{declared ?? "the same"}</span>,
  },
  ...(mayWrite
    ? [{ name: "Change", cell: ({ route }: RouteLimits) => <RestoreButton route={route} /> }]
    : []),
];

const RestoreButton = ({ route }: { readonly route: string }) => {
  const { client } = useRuntime();
  return (
    <ActionButton
      label="Take back"
      accessibleLabel={`Take back the override of ${route}`}
      title="Take the override back?"
      confirmLabel="Take it back"
      look="primary"
      run={() => createLimitsApi(client).restore(route)}
      done={`${route} has its own limits again.`}
      describe={describeOverrideError}
    >
      <p>
        <strong className="wrap-anywhere">{route}</strong> has the limits again that it was made
        with, on every node. What callers used so far goes on to count.
      </p>
    </ActionButton>
  );
};
