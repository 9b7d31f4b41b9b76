import { useState } from "react";
import { type Challenge, type CodeMethod, isApiError } from "../../client/index.ts";
import { Button, Checkbox, FormFailure, useForm } from "../../kit/index.ts";
import { adoptUser } from "../../session/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { type Messages, useTexts } from "../../texts/index.ts";
import { AccountFrame, useFocusFirst } from "../account-frame.tsx";
import { faultsOf } from "../rules.ts";
import { CodeField } from "./code-field.tsx";
import { codeFault, codeWords, plainCode, wrongCode } from "./codes.ts";

/** What the second step of a sign-in needs. */
export interface SecondFactorProps {
  readonly challenge: Challenge;
  readonly onDone: () => void;
  /** Back to the first step; true when this one cannot be completed any more. */
  readonly onRestart: (isOver: boolean) => void;
}

const titles = {
  totp: "Enter your code",
  recovery: "Enter a recovery code",
} as const satisfies Messages;

/** The second step: the code of the app, or one of the recovery codes. */
export const SecondFactorStep = (props: SecondFactorProps) => {
  const t = useTexts();
  const { methods } = props.challenge;
  const [method, setMethod] = useState<CodeMethod>(methods[0] ?? "totp");
  const [remember, setRemember] = useState(false);
  const other = methods.find((one) => one !== method);
  return (
    <AccountFrame
      key={method}
      title={t.of(titles[method])}
      lead={t("Your account is protected by a second factor.")}
      below={
        <div className="stack stack-tight stack-start">
          {other !== undefined && (
            <Button look="quiet" onPress={() => setMethod(other)}>
              {t.of(codeWords[method].other)}
            </Button>
          )}
          <Button look="quiet" onPress={() => props.onRestart(false)}>
            {t("Start again")}
          </Button>
        </div>
      }
    >
      <CodeForm {...props} method={method} remember={remember} onRemember={setRemember} />
    </AccountFrame>
  );
};

const CodeForm = (
  props: SecondFactorProps & {
    readonly method: CodeMethod;
    readonly remember: boolean;
    readonly onRemember: (remember: boolean) => void;
  },
) => {
  const t = useTexts();
  const runtime = useRuntime();
  const place = useFocusFirst();
  const { method, remember } = props;
  const form = useForm({
    initial: { code: "" },
    validate: (values) => faultsOf({ code: codeFault(t, method, values.code) }),
    submit: async (values) => {
      const { challenge } = props.challenge;
      const code = plainCode(values.code);
      try {
        const user = await runtime.auth.verifySecondFactor({ challenge, method, code, remember });
        adoptUser(runtime, user);
      } catch (error) {
        if (!isApiError(error, "CHALLENGE_INVALID")) throw error;
        return props.onRestart(true);
      }
      props.onDone();
    },
    locate: (error) =>
      isApiError(error, "SECOND_FACTOR_INVALID") ? { code: t.of(wrongCode[method]) } : {},
  });
  return (
    <div ref={place}>
      <form {...form.form} className="stack" aria-label={t.of(titles[method])}>
        <FormFailure failure={form.failure} />
        <CodeField {...form.text("code")} method={method} />
        <Checkbox isSelected={remember} onChange={props.onRemember}>
          {t("Remember this browser for 30 days")}
        </Checkbox>
        <Button type="submit" look="primary" isPending={form.isPending}>
          {t("Sign in")}
        </Button>
      </form>
    </div>
  );
};
