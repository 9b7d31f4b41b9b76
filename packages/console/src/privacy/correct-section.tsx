import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { User } from "../client/index.ts";
import { Button, TextField, useToasts } from "../kit/index.ts";
import { SecuritySection } from "../security/parts/section.tsx";
import { adoptUser } from "../session/index.ts";
import { PageLink, useRuntime } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { usePrivacyApi } from "./privacy-api.ts";
import { describePrivacyError } from "./privacy-words.ts";

/** What is wrong of the person, they put right themselves (PRIV-04). */
export const CorrectSection = ({ user }: { readonly user: User }) => {
  const t = useTexts();
  const runtime = useRuntime();
  const api = usePrivacyApi();
  const toasts = useToasts();
  const [name, setName] = useState(user.name);
  const correct = useMutation({
    mutationFn: () => api.correct(name.trim()),
    onSuccess: (reply) => {
      adoptUser(runtime, reply.user);
      toasts.succeed(t("Your name is corrected."));
    },
    onError: (error) => toasts.fail(describePrivacyError(t, error).message),
  });
  return (
    <SecuritySection
      id="correct"
      title={t("Correct what is wrong")}
      lead={t.rich("Your name here; your address on <a>your account</a>.", {
        a: (words) => <PageLink to="/account">{words}</PageLink>,
      })}
    >
      <form
        aria-label={t("Correct your name")}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          correct.mutate();
        }}
      >
        <TextField label={t("Name")} value={name} onChange={setName} autoComplete="name" />
        <div>
          <Button
            type="submit"
            isPending={correct.isPending}
            isDisabled={name.trim() === "" || name.trim() === user.name}
          >
            {t("Correct it")}
          </Button>
        </div>
      </form>
    </SecuritySection>
  );
};
