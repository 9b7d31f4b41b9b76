import { Button, ConfirmDialog, describeError, Icon, useToasts } from "@plinth/console";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { planKeys, usePlansApi } from "./use-plans.ts";

/** Deletes a plan after asking. */
export const DeletePlan = (props: {
  readonly id: string;
  readonly title: string;
  readonly onDone?: () => void;
}) => {
  const api = usePlansApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.remove(props.id),
    onSuccess: async () => {
      setAsking(false);
      toasts.succeed("The plan is deleted.");
      props.onDone?.();
      queries.removeQueries({ queryKey: planKeys.one(props.id) });
      await queries.invalidateQueries({ queryKey: planKeys.list, exact: true });
    },
    onError: (error) => toasts.fail(describeError(error).message),
  });
  return (
    <>
      <Button
        look="quiet"
        isSmall
        isIcon
        aria-label={`Delete the plan ${props.title}`}
        onPress={() => setAsking(true)}
      >
        <Icon name="trash" />
      </Button>
      <ConfirmDialog
        title="Delete this plan?"
        message={`“${props.title}” and its grocery list will be gone.`}
        confirmLabel="Delete the plan"
        isOpen={isAsking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  );
};
