import { useState } from "react";
import { Button } from "../kit/button.tsx";
import { TextField, type TextFieldProps } from "../kit/form/text-field.tsx";
import { Icon } from "../kit/icon.tsx";
import { useTexts } from "../texts/index.ts";
import { type Strength, useStrength } from "./password-strength.ts";
import { ruleWords, sentenceWords, strengthWords } from "./password-words.ts";

/** A password with a button that shows it. */
export const PasswordField = (
  props: Omit<TextFieldProps, "type" | "after" | "autoComplete"> & {
    readonly autoComplete: "current-password" | "new-password";
  },
) => {
  const t = useTexts();
  const [isShown, setShown] = useState(false);
  return (
    <TextField
      {...props}
      type={isShown ? "text" : "password"}
      isVerbatim
      after={
        <Button
          look="quiet"
          isIcon
          aria-label={t(isShown ? "Hide password" : "Show password")}
          aria-pressed={isShown}
          onPress={() => setShown(!isShown)}
        >
          <Icon name={isShown ? "eye-off" : "eye"} />
        </Button>
      }
    />
  );
};

/** A new password: the rules, and how strong it is while it is typed. */
export const NewPasswordField = (
  props: Omit<TextFieldProps, "type" | "after" | "autoComplete"> & {
    readonly value: string;
    readonly email?: string;
    readonly personName?: string;
  },
) => {
  const { email = "", personName = "", ...field } = props;
  const strength = useStrength({ password: props.value, email, name: personName });
  return (
    <div className="stack stack-tight">
      <PasswordField {...field} autoComplete="new-password" />
      <StrengthMeter strength={strength} isEmpty={props.value === ""} />
    </div>
  );
};

const StrengthMeter = (props: { readonly strength: Strength; readonly isEmpty: boolean }) => {
  const t = useTexts();
  const { policy, check } = props.strength;
  const failed = new Set(check?.failed ?? []);
  // Nobody reaches the greatest length by chance: it is named when it is passed.
  const isShown = ({ id }: { readonly id: string }) => id !== "max-bytes" || failed.has(id);
  // What is refused is not called fair, however long it is.
  const score = Math.min(Math.round(check?.score ?? 0), check?.ok === false ? 1 : 4);
  return (
    <div className="strength">
      {check !== undefined && (
        <>
          <div className="strength-bar" data-score={Math.max(1, score)} aria-hidden="true">
            <span />
            <span />
            <span />
            <span />
          </div>
          <p className="small" role="status">
            {[
              strengthWords(t, score),
              [check.reasons[0], check.suggestions[0]]
                .filter((sentence) => sentence !== undefined)
                .map((sentence) => sentenceWords(t, sentence))
                .join(" "),
            ]
              .filter((words) => words !== "")
              .join(". ")}
          </p>
        </>
      )}
      {policy !== undefined && (
        <ul className="rules" aria-label={t("Rules for the password")}>
          {policy.rules.filter(isShown).map((rule) => (
            <RuleLine
              key={rule.id}
              label={ruleWords(t, rule, policy.minLength)}
              isKept={check === undefined || props.isEmpty ? undefined : !failed.has(rule.id)}
            />
          ))}
        </ul>
      )}
    </div>
  );
};

/** State by picture and by words, never by colour alone. */
const RuleLine = (props: { readonly label: string; readonly isKept: boolean | undefined }) => {
  const t = useTexts();
  return (
    <li data-kept={props.isKept}>
      {props.isKept === undefined ? (
        <span aria-hidden="true">·</span>
      ) : (
        <Icon name={props.isKept ? "check" : "close"} size={14} />
      )}
      <span>
        {props.label}
        {props.isKept !== undefined && (
          <span className="visually-hidden"> {t(props.isKept ? "(kept)" : "(not yet)")}</span>
        )}
      </span>
    </li>
  );
};
