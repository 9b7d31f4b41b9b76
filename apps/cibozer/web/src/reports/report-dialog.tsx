import {
  Button,
  Dialog,
  describeError,
  FormFailure,
  type Messages,
  PlainSelect,
  TextField,
  useForm,
  useTexts,
  useToasts,
} from "@plinth/console";
import type { Reason, Report } from "./reports-api.ts";

/** Longest words, in characters; the server takes no more. */
const MAX_WORDS = 500;

const reasons = {
  unsafe: "It is unsafe, or an allergen is missing",
  wrong: "Something in it is wrong",
  copied: "It was copied from somebody else",
  offensive: "It insults or threatens",
  private: "It tells private things of somebody",
  other: "Something else",
} as const satisfies Messages;
const offered: readonly Reason[] = ["unsafe", "wrong", "copied", "offensive", "private", "other"];

const words = {
  RATE_LIMIT_EXCEEDED: [
    "That was a lot in a short time",
    "Try again in a while. What you reported before has arrived.",
  ],
  NOT_FOUND: ["It is not there any more", "There is nothing left to report."],
} as const satisfies Messages;

/** Says what is wrong with what others gave or shared. */
export const ReportDialog = (props: {
  readonly title: string;
  readonly send: (report: Report) => Promise<unknown>;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const toasts = useToasts();
  const form = useForm<{ readonly reason: Reason; readonly words: string }>({
    initial: { reason: "unsafe", words: "" },
    validate: (values) =>
      values.words.trim().length > MAX_WORDS
        ? { words: t("Keep it under {most} characters.", { most: MAX_WORDS }) }
        : {},
    submit: async ({ reason, words: said }) => {
      const text = said.trim();
      await props.send({ reason, ...(text === "" ? {} : { words: text }) });
      toasts.succeed(t("Thank you. We look at it."));
      props.onClose();
    },
    describe: (error) => describeError(t, error, words),
  });
  return (
    <Dialog title={props.title} isOpen onClose={props.onClose}>
      <form {...form.form} className="stack" aria-label={props.title}>
        <FormFailure failure={form.failure} />
        <p className="soft">
          {t(
            "Those who run Cibozer look at it, and take it out where they have to. Nobody else learns of it.",
          )}
        </p>
        <PlainSelect
          name="reason"
          label={t("What is wrong")}
          value={form.values.reason}
          onChange={(reason) => form.set("reason", reason)}
          choices={offered.map((value) => ({ value, label: t.of(reasons[value]) }))}
        />
        <TextField {...form.text("words")} label={t("In your words")} isOptional rows={4} />
        <div className="dialog-actions">
          <Button onPress={props.onClose}>{t("Cancel")}</Button>
          <Button type="submit" look="primary" isPending={form.isPending}>
            {t("Report it")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
