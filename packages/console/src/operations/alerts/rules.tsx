import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ActionButton, ADMIN_KEY } from "../../admin/action-button.tsx";
import { AdminFailure, Badge, When } from "../../admin/admin-page.tsx";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { Button, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { type AlertRule, createAlertsApi, type Silence } from "./alerts-api.ts";
import { limitsWords } from "./alerts-words.ts";
import { RuleDialog } from "./rule-dialog.tsx";
import { SilenceButton } from "./silence-button.tsx";

/** Every rule with its limits, and what nobody is told of for a while. */
export const Rules = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const [changed, setChanged] = useState<AlertRule | undefined>();
  const found = useQuery({
    queryKey: [ADMIN_KEY, "alerts", "rules"],
    queryFn: ({ signal }) => createAlertsApi(client).rules(signal),
    staleTime: 0,
  });
  const { data, error } = found;
  const mayWrite = may("alerts:write");
  return (
    <section className="stack" aria-labelledby="alert-rules">
      <div className="row row-spread">
        <h2 id="alert-rules">Rules</h2>
        {mayWrite && <SilenceButton rule="*" label="Silence all" />}
      </div>
      {data === undefined && error === null && <Skeleton lines={6} height="2.5rem" />}
      {data === undefined && error !== null && (
        <AdminFailure error={error} onRetry={() => void found.refetch()} />
      )}
      {data !== undefined && data.silences.length > 0 && (
        <DataTable
          caption="Silences"
          rows={data.silences}
          keyOf={({ id }) => id}
          columns={silenceColumns(mayWrite)}
        />
      )}
      {data !== undefined && (
        <DataTable
          caption="Rules"
          rows={data.rules}
          keyOf={({ id }) => id}
          columns={ruleColumns(mayWrite, setChanged)}
        />
      )}
      {changed !== undefined && <RuleDialog rule={changed} onClose={() => setChanged(undefined)} />}
    </section>
  );
};

const ruleColumns = (
  mayWrite: boolean,
  onChange: (rule: AlertRule) => void,
): readonly [Column<AlertRule>, ...Column<AlertRule>[]] => [
  {
    name: "Rule",
    cell: ({ about, id, isOpen, isOn }) => (
      <>
        <span className="badges">
          {isOpen && <Badge tone="danger">fires</Badge>}
          {!isOn && <Badge tone="plain">off</Badge>}
          <span>{about}</span>
        </span>
        <code className="small soft line">{id}</code>
      </>
    ),
  },
  {
    name: "Fires",
    cell: ({ limits, kind }) => {
      if (limits !== null) return limitsWords(limits);
      return <span className="soft">{kind === "moment" ? "when it is noticed" : "by itself"}</span>;
    },
  },
  {
    name: "Changed",
    cell: ({ changedAt }) =>
      changedAt === null ? <span className="soft">as declared</span> : <When iso={changedAt} />,
  },
  ...(mayWrite
    ? [
        {
          name: "Change",
          cell: (rule: AlertRule) => (
            <div className="row">
              <Button isSmall aria-label={`Change ${rule.id}`} onPress={() => onChange(rule)}>
                Change
              </Button>
              <SilenceButton rule={rule.id} label="Silence" />
            </div>
          ),
        },
      ]
    : []),
];

const silenceColumns = (mayWrite: boolean): readonly [Column<Silence>, ...Column<Silence>[]] => [
  {
    name: "Silent",
    cell: ({ rule }) => (rule === "*" ? <strong>All rules</strong> : <code>{rule}</code>),
  },
  { name: "Why", cell: ({ reason }) => <span className="wrap-anywhere">{reason}</span> },
  { name: "Until", cell: ({ until }) => <When iso={until} /> },
  ...(mayWrite ? [{ name: "Change", cell: (silence: Silence) => <End silence={silence} /> }] : []),
];

const End = ({ silence }: { readonly silence: Silence }) => {
  const { client } = useRuntime();
  const what = silence.rule === "*" ? "all rules" : silence.rule;
  return (
    <ActionButton
      label="End"
      accessibleLabel={`End the silence of ${what}`}
      title={`End the silence of ${what}?`}
      confirmLabel="End it"
      look="primary"
      done="People are told again."
      run={() => createAlertsApi(client).endSilence(silence.id)}
    >
      <p>Whatever fires now is told of at once.</p>
    </ActionButton>
  );
};
