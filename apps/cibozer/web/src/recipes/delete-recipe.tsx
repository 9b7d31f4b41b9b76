import { Button, ConfirmDialog, describeError, useTexts, useToasts } from "@plinth/console";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type OwnShown, recipeKeys } from "./recipes-api.ts";
import { useRecipesApi } from "./use-recipes.ts";

/** Deletes a recipe of one's own, once it was asked whether that is meant. */
export const DeleteRecipe = (props: { readonly recipe: OwnShown; readonly onDone: () => void }) => {
  const t = useTexts();
  const api = useRecipesApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [isAsking, setAsking] = useState(false);
  const { id, title } = props.recipe;
  const remove = useMutation({
    mutationFn: () => api.remove(id),
    onSuccess: async () => {
      setAsking(false);
      props.onDone();
      queries.removeQueries({ queryKey: recipeKeys.one(id) });
      await queries.invalidateQueries({ queryKey: recipeKeys.own, exact: true });
      toasts.succeed(t("The recipe is deleted."));
    },
    onError: (error) => toasts.fail(describeError(t, error).message),
  });
  return (
    <>
      <Button look="quiet" onPress={() => setAsking(true)}>
        {t("Delete")}
      </Button>
      <ConfirmDialog
        title={t("Delete this recipe?")}
        message={t("“{title}” and its photo will be gone. Plans that have it keep the dish.", {
          title,
        })}
        confirmLabel={t("Delete the recipe")}
        isOpen={isAsking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  );
};
