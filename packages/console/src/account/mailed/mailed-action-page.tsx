import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { describeError, isApiError } from "../../client/index.ts";
import { Button, buttonClass, FormFailure, Notice } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";
import { AccountFrame, useFocusFirst } from "../account-frame.tsx";

/** A page to go to, and what its link says. */
interface Way {
  readonly to: string;
  readonly label: string;
}

/** What the page of a mailed link says and does. */
export interface MailedAction {
  readonly title: string;
  readonly lead?: ReactNode;
  /** On the button. */
  readonly label: string;
  readonly act: (token: string) => Promise<unknown>;
  readonly doneTitle: string;
  readonly done: ReactNode;
  /** Where it goes on afterwards. */
  readonly next: Way;
  /** Where another mail is asked for, once this link does not work. */
  readonly again: Way;
  /** Below the button. */
  readonly children?: ReactNode;
}

/**
 * The page of a mailed link with one button. A press of it spends the link, not the visit:
 * programs that look at mails before people do must not.
 */
export const MailedActionPage = (props: MailedAction & { readonly token: string }) => {
  const t = useTexts();
  const { token, act } = props;
  const action = useMutation({ mutationFn: () => act(token) });
  if (action.isSuccess) return <Done {...props} />;
  const isSpent = token === "" || isApiError(action.error, "LINK_INVALID");
  return (
    <AccountFrame
      title={props.title}
      {...(props.lead === undefined ? {} : { lead: props.lead })}
      below={props.children}
    >
      <div className="stack mailed">
        <FormFailure failure={action.isError ? describeError(t, action.error) : undefined} />
        {token === "" && (
          <Notice tone="warn" title={t("This link is not complete")}>
            {t("Open it again from the mail.")}
          </Notice>
        )}
        {isSpent ? (
          <PageLink to={props.again.to} className={buttonClass({ look: "primary" })}>
            {props.again.label}
          </PageLink>
        ) : (
          <Button look="primary" isPending={action.isPending} onPress={() => action.mutate()}>
            {props.label}
          </Button>
        )}
      </div>
    </AccountFrame>
  );
};

const Done = (props: MailedAction) => {
  const place = useFocusFirst();
  return (
    <AccountFrame title={props.title}>
      <div className="stack mailed" ref={place}>
        <Notice tone="ok" title={props.doneTitle}>
          {props.done}
        </Notice>
        <PageLink to={props.next.to} className={buttonClass({ look: "primary" })}>
          {props.next.label}
        </PageLink>
      </div>
    </AccountFrame>
  );
};
