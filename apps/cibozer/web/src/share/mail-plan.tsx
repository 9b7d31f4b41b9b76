import {
  Button,
  describeError,
  Icon,
  type Messages,
  useRuntime,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useMutation } from "@tanstack/react-query";
import { type Choice, choiceQuery } from "../groceries/choice.ts";
import { createShareApi } from "./share-api.ts";

const codes = {
  ADDRESS_UNCONFIRMED: [
    "Not yet",
    "Confirm your address first: the link is in the mail we sent you, and Account sends a new one.",
  ],
} as const satisfies Messages;

/** Sends the plan and its list to the person's own address. */
export const MailPlan = ({ id, choice }: { readonly id: string; readonly choice: Choice }) => {
  const t = useTexts();
  const { client } = useRuntime();
  const toasts = useToasts();
  const mail = useMutation({
    mutationFn: () => createShareApi(client).mail(id, choiceQuery(choice)),
    onSuccess: ({ to }) => toasts.succeed(t("It is on its way to {to}.", { to })),
    onError: (error) => toasts.fail(describeError(t, error, codes).message),
  });
  return (
    <div className="row">
      <Button isPending={mail.isPending} onPress={() => mail.mutate()}>
        <Icon name="mail" size={18} /> {t("Mail it to me")}
      </Button>
    </div>
  );
};
