import { useState } from "react";
import { ActionButton, ActionDialog } from "../../admin/action-button.tsx";
import { Select } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { type Capability, createDependenciesApi, type Dependency } from "./dependencies-api.ts";
import {
  breakerWords,
  faultWords,
  markOf,
  modeWords,
  WISHES,
  type Wish,
  wishOf,
  wishWords,
} from "./dependency-words.ts";

/** One thing that the service can do without: how it is, and the ways to change that. */
export const CapabilityCard = (props: {
  readonly capability: Capability;
  /** Undefined where nothing outside stands behind it. */
  readonly dependency: Dependency | undefined;
  readonly mayWrite: boolean;
}) => {
  const { capability, dependency, mayWrite } = props;
  const { title } = capability;
  return (
    <section className="card stack" aria-label={title}>
      <div className="row row-spread">
        <h2>{title}</h2>
        <span className="state-badge" data-state={markOf(capability)}>
          {modeWords(capability)}
        </span>
      </div>
      {dependency !== undefined && <Calls dependency={dependency} />}
      {capability.mode !== "normal" && (
        <p className="soft">Users are told: “{capability.whileDegraded}”</p>
      )}
      {mayWrite && (
        <div className="row row-spread dependency-tools">
          <ModeSelect capability={capability} />
          {dependency !== undefined && dependency.status !== "closed" && (
            <ResetButton dependency={dependency} />
          )}
        </div>
      )}
    </section>
  );
};

const Calls = ({ dependency }: { readonly dependency: Dependency }) => (
  <>
    <p>{breakerWords(dependency)}</p>
    <dl className="dependency-figures">
      <div>
        <dt>Under way</dt>
        <dd className="numbers">{dependency.running}</dd>
      </div>
      <div>
        <dt>Waiting</dt>
        <dd className="numbers">{dependency.waiting}</dd>
      </div>
      <div>
        <dt>Refused</dt>
        <dd className="numbers">{dependency.refused}</dd>
      </div>
      <div>
        <dt>Last fault</dt>
        <dd>{faultWords(dependency)}</dd>
      </div>
    </dl>
  </>
);

const ModeSelect = ({ capability }: { readonly capability: Capability }) => {
  const { client } = useRuntime();
  const { name, title } = capability;
  const current = wishOf(capability);
  // Stays while the dialog closes, so that its words do not change under the eyes.
  const [wish, setWish] = useState<Wish>(current);
  const [isAsked, setAsked] = useState(false);
  const label = WISHES.find(({ value }) => value === wish)?.label ?? "";
  return (
    <>
      <Select
        label={`Mode of ${title}`}
        value={current}
        choices={WISHES}
        onChange={(value) => {
          if (value === current) return;
          setWish(value);
          setAsked(true);
        }}
      />
      <ActionDialog
        title={`${title}: ${label}?`}
        confirmLabel={`Set ${label}`}
        look={wish === "off" ? "danger" : "primary"}
        done={`${title} is set: ${label}.`}
        run={() => createDependenciesApi(client).setMode(name, wish)}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
      >
        <p>{wishWords(title, wish)} This holds on all nodes, until it is changed here.</p>
      </ActionDialog>
    </>
  );
};

const ResetButton = ({ dependency }: { readonly dependency: Dependency }) => {
  const { client } = useRuntime();
  const { name, title } = dependency;
  return (
    <ActionButton
      label="Call it again now"
      accessibleLabel={`Call ${title} again now`}
      title={`Call ${title} again now?`}
      confirmLabel="Call it again"
      look="primary"
      done={`${title} is called again.`}
      run={() => createDependenciesApi(client).reset(name)}
    >
      <p>
        Calls go through at once, on all nodes. If {title} still fails, a few failures more and it
        is left alone again.
      </p>
    </ActionButton>
  );
};
