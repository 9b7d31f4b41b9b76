import { ConfirmDialog, describeError, useTexts, useToasts } from "@plinth/console";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { planKeys, usePlansApi } from "./use-plans.ts";

/** Asks, and deletes a plan. */
export const DeleteDialog = (props: {
  readonly id: string;
  readonly title: string;
  readonly onDone?: (() => void) | undefined;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const api = usePlansApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const remove = useMutation({
    mutationFn: () => api.remove(props.id),
    onSuccess: async () => {
      props.onClose();
      toasts.succeed(t("The plan is deleted."));
      props.onDone?.();
      queries.removeQueries({ queryKey: planKeys.one(props.id) });
      await queries.invalidateQueries({ queryKey: planKeys.list, exact: true });
    },
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  return (
    <ConfirmDialog
      title={t("Delete this plan?")}
      message={t("“{title}” and its grocery list will be gone.", { title: props.title })}
      confirmLabel={t("Delete the plan")}
      isOpen
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={props.onClose}
    />
  );
};
