import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ADMIN_KEY } from "../../../admin/action-button.tsx";
import { describeAdminError } from "../../../admin/admin-words.ts";
import {
  Button,
  Dialog,
  ErrorState,
  FormFailure,
  Select,
  Skeleton,
  TextField,
  useToasts,
} from "../../../kit/index.ts";
import { useRuntime } from "../../../shell/index.ts";
import { conditionFault, STATISTIC_WORDS } from "./panel-words.ts";
import { createPanelsApi, type Family, type Panel } from "./panels-api.ts";

/** No label tells lines apart. */
const ONE_LINE = "one-line";
const MAX_TITLE = 60;

/** Asks for a metric and what of it to draw, and adds it to the charts of one's own. */
export const AddPanel = (props: {
  readonly panels: readonly Panel[];
  readonly onClose: () => void;
}) => {
  const { client } = useRuntime();
  const found = useQuery({
    queryKey: [ADMIN_KEY, "metrics", "names"],
    queryFn: ({ signal }) => createPanelsApi(client).families(signal),
  });
  return (
    <Dialog title="Add a chart" isOpen onClose={props.onClose}>
      {found.data === undefined ? (
        found.error === null ? (
          <Skeleton lines={4} height="2.5rem" />
        ) : (
          <ErrorState error={found.error} onRetry={() => void found.refetch()} />
        )
      ) : (
        <Form {...props} families={found.data} />
      )}
    </Dialog>
  );
};

const useAdding = (panels: readonly Panel[], onClose: () => void) => {
  const { client } = useRuntime();
  const queries = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (panel: Panel) => createPanelsApi(client).save([...panels, panel]),
    onSuccess: async (_, { title }) => {
      toasts.succeed(`The chart ${title} is added.`);
      await queries.invalidateQueries({ queryKey: [ADMIN_KEY, "panels"] });
      onClose();
    },
  });
};

const Form = (props: {
  readonly families: readonly Family[];
  readonly panels: readonly Panel[];
  readonly onClose: () => void;
}) => {
  const { families, panels, onClose } = props;
  const [name, setName] = useState(families[0]?.name ?? "");
  const [statistic, setStatistic] = useState("");
  const [by, setBy] = useState(ONE_LINE);
  const [where, setWhere] = useState("");
  const [title, setTitle] = useState("");
  const [isTried, setTried] = useState(false);
  const adding = useAdding(panels, onClose);
  const family = families.find((one) => one.name === name);
  if (family === undefined) return <p>No metric was recorded yet. Come back in a minute.</p>;
  const chosen = family.statistics.find((one) => one === statistic) ?? family.statistics[0];
  const titleFault = title.trim() === "" ? "Give it a name." : undefined;
  const whereFault = conditionFault(where.trim(), family.labels);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (titleFault !== undefined || whereFault !== undefined) return;
    adding.mutate({
      title: title.trim(),
      name,
      ...(chosen === undefined ? {} : { statistic: chosen }),
      ...(family.labels.includes(by) ? { by } : {}),
      ...(where.trim() === "" ? {} : { where: where.trim() }),
    });
  };
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <FormFailure failure={adding.error === null ? undefined : describeAdminError(adding.error)} />
      <TextField
        label="Name"
        value={title}
        maxLength={MAX_TITLE}
        onChange={setTitle}
        errorMessage={isTried ? titleFault : undefined}
      />
      <Select
        label="Metric"
        value={name}
        choices={families.map((one) => ({ value: one.name, label: one.name }))}
        onChange={setName}
        hint={family.help}
      />
      <Select
        label="What of it"
        value={chosen ?? "value"}
        choices={family.statistics.map((one) => ({ value: one, label: STATISTIC_WORDS[one] }))}
        onChange={setStatistic}
      />
      {family.labels.length > 0 && (
        <>
          <Select
            label="A line for each"
            value={family.labels.includes(by) ? by : ONE_LINE}
            choices={[
              { value: ONE_LINE, label: "one line for all" },
              ...family.labels.map((label) => ({ value: label, label })),
            ]}
            onChange={setBy}
          />
          <TextField
            label="Only where"
            value={where}
            maxLength={300}
            onChange={setWhere}
            hint={`Such as ${family.labels[0]}:value; more with ; between. May be empty.`}
            errorMessage={isTried ? whereFault : undefined}
          />
        </>
      )}
      <div className="dialog-actions">
        <Button onPress={onClose}>Cancel</Button>
        <Button type="submit" look="primary" isPending={adding.isPending}>
          Add it
        </Button>
      </div>
    </form>
  );
};
