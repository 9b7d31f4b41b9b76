import { Button, ConfirmDialog, describeError, Icon, useTexts, useToasts } from "@plinth/console";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { planKeys, usePlansApi } from "./use-plans.ts";

/** Deletes a plan after asking. */
export const DeletePlan = (props: {
  readonly id: string;
  readonly title: string;
  readonly onDone?: () => void;
}) => {
  const t = useTexts();
  const api = usePlansApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [isAsking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.remove(props.id),
    onSuccess: async () => {
      setAsking(false);
      toasts.succeed(t("The plan is deleted."));
      props.onDone?.();
      queries.removeQueries({ queryKey: planKeys.one(props.id) });
      await queries.invalidateQueries({ queryKey: planKeys.list, exact: true });
    },
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  return (
    <>
      <Button
        look="quiet"
        isSmall
        isIcon
        aria-label={t("Delete the plan {title}", { title: props.title })}
        onPress={() => setAsking(true)}
      >
        <Icon name="trash" />
      </Button>
      <ConfirmDialog
        title={t("Delete this plan?")}
        message={t("“{title}” and its grocery list will be gone.", { title: props.title })}
        confirmLabel={t("Delete the plan")}
        isOpen={isAsking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  );
};
