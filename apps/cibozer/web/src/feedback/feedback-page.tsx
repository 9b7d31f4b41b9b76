import {
  Button,
  Checkbox,
  createRequestKeys,
  describeError,
  FormFailure,
  type Messages,
  Notice,
  PageHeading,
  Segmented,
  TextField,
  type Texts,
  useForm,
  useRuntime,
  useTexts,
} from "@plinth/console";
import { useState } from "react";

/** Longest text, in characters; the server takes no more. */
const MAX_TEXT = 2_000;

const kinds = {
  idea: "An idea",
  problem: "A problem",
  question: "A question",
  praise: "Praise",
} as const satisfies Messages;
const kindsOffered = ["idea", "problem", "question", "praise"] as const;

interface Values {
  readonly kind: keyof typeof kinds;
  readonly text: string;
  readonly answer: boolean;
}

const validate = (t: Texts, { text }: Values): Partial<Record<keyof Values, string>> => {
  const { length } = text.trim();
  if (length < 3) return { text: t("Write a few words.") };
  return length > MAX_TEXT
    ? { text: t("Keep it under {most} characters.", { most: MAX_TEXT }) }
    : {};
};

const words = {
  RATE_LIMIT_EXCEEDED: [
    "That was a lot in a short time",
    "You can send six an hour. Nothing of what you wrote here is lost.",
  ],
} as const satisfies Messages;

/** Says what somebody thinks to those who run the planner (MEAL-13). */
export const FeedbackPage = () => {
  const t = useTexts();
  const [isSent, setSent] = useState(false);
  return (
    <div className="page page-middle stack">
      <PageHeading>{t("Tell us what you think")}</PageHeading>
      <p className="soft">
        {t(
          "What you write is kept with your account, so that we can answer. It goes when your account goes. Leave out what you would not tell a stranger about your health.",
        )}
      </p>
      {isSent ? (
        <>
          <Notice tone="ok" title={t("Thank you")}>
            {t("It has arrived, and we read all of it.")}
          </Notice>
          <div>
            <Button onPress={() => setSent(false)}>{t("Say something else")}</Button>
          </div>
        </>
      ) : (
        <FeedbackForm onSent={() => setSent(true)} />
      )}
    </div>
  );
};

const FeedbackForm = ({ onSent }: { readonly onSent: () => void }) => {
  const t = useTexts();
  const { client } = useRuntime();
  const [once] = useState(() => createRequestKeys());
  const form = useForm<Values>({
    initial: { kind: "idea", text: "", answer: false },
    validate: (values) => validate(t, values),
    submit: async ({ kind, text, answer }) => {
      const body = { kind, text: text.trim(), answer };
      await once(body, (idempotencyKey) =>
        client.request({ method: "POST", path: "/api/v1/feedback", body, idempotencyKey }),
      );
      onSent();
    },
    describe: (error) => describeError(t, error, words),
  });
  return (
    <form {...form.form} className="card stack" aria-label={t("Feedback")}>
      <FormFailure failure={form.failure} />
      <Segmented
        label={t("What is it")}
        value={form.values.kind}
        onChange={(kind) => form.set("kind", kind)}
        choices={kindsOffered.map((value) => ({ value, label: t.of(kinds[value]) }))}
      />
      <TextField {...form.text("text")} label={t("In your words")} rows={6} />
      <Checkbox isSelected={form.values.answer} onChange={(answer) => form.set("answer", answer)}>
        {t("I would like an answer by mail")}
      </Checkbox>
      <div>
        <Button type="submit" look="primary" isPending={form.isPending}>
          {t("Send it")}
        </Button>
      </div>
    </form>
  );
};
