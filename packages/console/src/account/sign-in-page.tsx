import { describeError } from "../client/index.ts";
import { Button, FormFailure, TextField, useForm } from "../kit/index.ts";
import { signIn } from "../session/index.ts";
import { PageLink, useRuntime } from "../shell/index.ts";
import { AccountFrame, accountLinks } from "./account-frame.tsx";
import { PasswordField } from "./password-field.tsx";
import { emailFault, faultsOf } from "./rules.ts";

const refused = [
  "That did not match",
  "The e-mail address or the password is not right. Check both and try again.",
] as const;

/** Signs in with e-mail and password, then hands over to `onDone`. */
export const SignInPage = (props: {
  readonly onDone: () => void;
  /** Carried along to the sign-up page, so that it returns to the same place. */
  readonly from?: string;
}) => {
  const runtime = useRuntime();
  const form = useForm({
    initial: { email: "", password: "" },
    validate: (values) =>
      faultsOf({
        email: emailFault(values.email),
        password: values.password === "" ? "Enter your password." : undefined,
      }),
    submit: async (values) => {
      await signIn(runtime, { email: values.email.trim(), password: values.password });
      props.onDone();
    },
    describe: (error) => describeError(error, { AUTHENTICATION_ERROR: refused }),
  });
  const search = props.from === undefined ? {} : { search: { from: props.from } };
  return (
    <AccountFrame
      title="Sign in"
      below={
        <p>
          New here?{" "}
          <PageLink to={accountLinks.signUp} {...search}>
            Create an account
          </PageLink>
        </p>
      }
    >
      <form {...form.form} className="stack" aria-label="Sign in">
        <FormFailure failure={form.failure} />
        <TextField
          {...form.text("email")}
          label="E-mail address"
          type="email"
          inputMode="email"
          autoComplete="username"
        />
        <PasswordField
          {...form.text("password")}
          label="Password"
          autoComplete="current-password"
        />
        <Button type="submit" look="primary" isPending={form.isPending}>
          Sign in
        </Button>
        <p className="small">
          <PageLink to={accountLinks.forgot}>Forgot your password?</PageLink>
        </p>
      </form>
    </AccountFrame>
  );
};
