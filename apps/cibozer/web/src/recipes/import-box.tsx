import { Button, describeError, type Messages, useTexts, useToasts } from "@plinth/console";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Draft } from "./recipes-api.ts";
import { TextArea } from "./text-area.tsx";
import { useRecipesApi } from "./use-recipes.ts";

const codes = {
  NO_RECIPE_FOUND: ["No recipe", "There is no recipe on this page that we can read."],
  PAYLOAD_TOO_LARGE: ["Too long", "This page is too long to paste. Give its address instead."],
} as const satisfies Messages;
/** Longest text the server takes. */
const MOST = 1_000_000;

/** Fills the form from a page of others; what comes is looked over before anything is kept. */
export const ImportBox = (props: { readonly onRead: (draft: Draft) => void }) => {
  const t = useTexts();
  const api = useRecipesApi();
  const toasts = useToasts();
  const [text, setText] = useState("");
  const read = useMutation({
    mutationFn: () => {
      const from = text.trim();
      return api.read(/^https?:\/\/\S+$/.test(from) ? { url: from } : { page: from });
    },
    onSuccess: (draft) => {
      setText("");
      props.onRead(draft);
      toasts.succeed(t("The recipe is read. Look it over, then save it."));
    },
    onError: (error) => toasts.fail(describeError(t, error, codes).message),
  });
  return (
    <form
      className="card stack"
      aria-label={t("Take it from a page")}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== "") read.mutate();
      }}
    >
      <TextArea
        label={t("Take it from a page: its address, or its text")}
        value={text}
        rows={3}
        most={MOST}
        onChange={setText}
      />
      <div>
        <Button type="submit" isPending={read.isPending}>
          {t("Read the page")}
        </Button>
      </div>
    </form>
  );
};
