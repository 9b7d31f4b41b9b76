import { Button, describeError, english, TextField, useRuntime, useToasts } from "@plinth/console";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { createPlannerAdminApi } from "./admin-api.ts";

const MOST_NOTE = 500;

type Api = ReturnType<typeof createPlannerAdminApi>;

/** Sends what an administrator decides of an entry, then looks at its list again, whatever came of it. */
export const useDecision = <Choice,>(
  list: readonly unknown[],
  send: (api: Api, choice: Choice) => Promise<unknown>,
) => {
  const { client } = useRuntime();
  const queries = useQueryClient();
  const toasts = useToasts();
  return useMutation({
    mutationFn: (choice: Choice) => send(createPlannerAdminApi(client), choice),
    onSettled: () => queries.invalidateQueries({ queryKey: list }),
    onError: (error) => toasts.fail(describeError(english, error).title),
  });
};

/** Decides one way; it waits while that way is being sent. */
export const DecisionButton = <Choice,>(props: {
  readonly decision: Pick<ReturnType<typeof useDecision<Choice>>, "isPending" | "variables"> & {
    readonly mutate: (choice: Choice) => void;
  };
  readonly choice: NoInfer<Choice>;
  readonly label: string;
}) => {
  const { isPending, variables, mutate } = props.decision;
  return (
    <Button
      isSmall
      isPending={isPending && variables === props.choice}
      onPress={() => mutate(props.choice)}
    >
      {props.label}
    </Button>
  );
};

/** What is mailed to the author of an entry with a decision. */
export const NoteField = (props: {
  readonly of: string;
  readonly note: string;
  readonly onChange: (note: string) => void;
}) => (
  <TextField
    name={`note-${props.of}`}
    label="A word to its author"
    isOptional
    value={props.note}
    onChange={(text) => props.onChange(text.slice(0, MOST_NOTE))}
    autoComplete="off"
  />
);
