import { isApiError } from "../../client/index.ts";
import { Button, FormFailure, useForm } from "../../kit/index.ts";
import { useSession } from "../../session/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { type Messages, type Texts, useTexts } from "../../texts/index.ts";
import { accountLinks, UsernameHint, useFocusFirst } from "../account-frame.tsx";
import { PasswordField } from "../password-field.tsx";
import { faultsOf } from "../rules.ts";
import { CodeField } from "../sign-in/code-field.tsx";
import { codeFault, plainCode, wrongCode } from "../sign-in/codes.ts";
import type { StepUpMethod } from "./step-up-methods.ts";

/** What is typed; a passkey is not. */
type TypedMethod = Exclude<StepUpMethod, "passkey">;

/** One field and a button; `level` is what the session has once it is right. */
export const StepUpForm = (props: { readonly method: TypedMethod; readonly level: 1 | 2 }) => {
  const t = useTexts();
  const { auth, stepUp } = useRuntime();
  const { user } = useSession();
  const place = useFocusFirst();
  const { method } = props;
  const form = useForm({
    initial: { secret: "" },
    validate: (values) => faultsOf({ secret: secretFault(t, method, values.secret) }),
    submit: async (values) => {
      const secret = method === "password" ? values.secret : plainCode(values.secret);
      try {
        await auth.stepUp({ method, secret });
      } catch (error) {
        // The session has ended meanwhile: there is nobody to confirm.
        if (isApiError(error, "AUTHENTICATION_ERROR")) stepUp.cancel();
        throw error;
      }
      stepUp.prove(props.level);
    },
    locate: (error) => (isApiError(error, "STEP_UP_FAILED") ? { secret: t.of(wrong[method]) } : {}),
  });
  return (
    <div ref={place}>
      <form {...form.form} className="stack" aria-label={t("Confirm that it is you")}>
        <FormFailure failure={form.failure} />
        {method === "password" ? (
          <>
            {user && <UsernameHint email={user.email} />}
            <PasswordField
              {...form.text("secret")}
              label={t("Your password")}
              autoComplete="current-password"
            />
          </>
        ) : (
          <CodeField {...form.text("secret")} method={method} />
        )}
        <Button type="submit" look="primary" isPending={form.isPending}>
          {t("Confirm")}
        </Button>
        {method === "password" && (
          <p className="small">
            <PageLink to={accountLinks.forgot} onClick={stepUp.cancel}>
              {t("Forgotten, or never chosen? Choose a new one by mail")}
            </PageLink>
          </p>
        )}
      </form>
    </div>
  );
};

const secretFault = (t: Texts, method: TypedMethod, secret: string): string | undefined => {
  if (method !== "password") return codeFault(t, method, secret);
  return secret === "" ? t("Enter your password.") : undefined;
};

const wrong = {
  password: "This password is not right. After several failures this pauses for some minutes.",
  ...wrongCode,
} as const satisfies Messages;
