import {
  Button,
  buttonClass,
  describeError,
  type Messages,
  PlainTextField,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type OwnShown, recipeKeys } from "./recipes-api.ts";
import { useRecipesApi } from "./use-recipes.ts";

const codes = {
  FILE_TOO_LARGE: ["Too large", "A photo may have 10 MB."],
  FILE_TYPE_REFUSED: ["Not a photo", "Take a JPEG, PNG or WebP file."],
  IMAGE_REFUSED: ["Not readable", "This picture is damaged, or has too many pixels."],
} as const satisfies Messages;

/** Adds, replaces or removes the photo of a recipe; what it shows is asked for first. */
export const PhotoField = ({ recipe }: { readonly recipe: OwnShown }) => {
  const t = useTexts();
  const api = useRecipesApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [text, setText] = useState(recipe.photo?.text ?? "");
  const refresh = () => queries.invalidateQueries({ queryKey: recipeKeys.own });
  const onError = (error: unknown) => toasts.fail(describeError(t, error, codes).message);
  const send = useMutation({
    mutationFn: (file: File) => api.setPhoto(recipe.id, file, text.trim()),
    onSuccess: async () => {
      await refresh();
      toasts.succeed(t("The photo is kept."));
    },
    onError,
  });
  const remove = useMutation({
    mutationFn: () => api.removePhoto(recipe.id),
    onSuccess: refresh,
    onError,
  });
  const isReady = text.trim() !== "" && !send.isPending;
  return (
    <section className="card stack" aria-label={t("Photo")}>
      <h2>{t("Photo")}</h2>
      <p className="small soft">
        {t("Only you see it. It is made anew, without where it was taken.")}
      </p>
      <PlainTextField
        name="photo-text"
        label={t("What it shows, for who cannot see it")}
        value={text}
        onChange={(value) => setText(value.slice(0, 200))}
      />
      <div className="row">
        <label className={`${buttonClass({ look: "quiet" })} file-button`} data-off={!isReady}>
          <input
            type="file"
            className="visually-hidden"
            accept="image/jpeg,image/png,image/webp"
            disabled={!isReady}
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file !== undefined) send.mutate(file);
              target.value = "";
            }}
          />
          {send.isPending ? t("Sending …") : t("Choose a photo")}
        </label>
        {recipe.photo !== null && (
          <Button look="quiet" isPending={remove.isPending} onPress={() => remove.mutate()}>
            {t("Remove the photo")}
          </Button>
        )}
      </div>
    </section>
  );
};
