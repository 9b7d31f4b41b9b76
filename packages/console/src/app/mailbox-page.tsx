import { useQuery } from "@tanstack/react-query";
import { PageHeading, relativeTime } from "../account/index.ts";
import { describeError, isApiError, type MailboxMail } from "../client/index.ts";
import { Button, EmptyState, ErrorState, Notice, Skeleton } from "../kit/index.ts";
import { useRuntime } from "../shell/index.ts";
import { english } from "../texts/index.ts";

/** Mails that development keeps instead of sending, newest first. */
export const MailboxPage = () => {
  const { auth } = useRuntime();
  const mails = useQuery({
    queryKey: ["mailbox"],
    queryFn: ({ signal }) => auth.mailbox(signal),
    staleTime: 0,
  });
  return (
    <div className="page page-middle stack">
      <div className="row row-spread">
        <PageHeading>Development mailbox</PageHeading>
        <Button isSmall isPending={mails.isFetching} onPress={() => void mails.refetch()}>
          Look again
        </Button>
      </div>
      <Mails mails={mails.data} error={mails.error} onRetry={() => void mails.refetch()} />
    </div>
  );
};

const Mails = (props: {
  readonly mails: readonly MailboxMail[] | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
}) => {
  if (isApiError(props.error) && [401, 403, 404].includes(props.error.status)) {
    return (
      <Notice tone="warn" title="The mailbox is closed">
        It exists in development only, for this machine or an administrator.{" "}
        {describeError(english, props.error).title}.
      </Notice>
    );
  }
  if (props.error !== null && props.error !== undefined) {
    return <ErrorState error={props.error} onRetry={props.onRetry} />;
  }
  if (props.mails === undefined) return <Skeleton lines={6} />;
  if (props.mails.length === 0) {
    return (
      <EmptyState title="No mail yet">
        Ask for a password reset or sign up, and the message appears here.
      </EmptyState>
    );
  }
  const newest = props.mails.toSorted((a, b) => b.sentAt.localeCompare(a.sentAt));
  return (
    <div className="stack">
      {newest.map((mail) => (
        <article key={mail.id} className="card stack stack-tight" aria-label={mail.subject}>
          <h2>{mail.subject}</h2>
          <p className="small soft">
            To {mail.to} · {relativeTime(english, mail.sentAt, new Date())}
          </p>
          <p className="mail-text">
            <LinkedText text={mail.text} />
          </p>
        </article>
      ))}
    </div>
  );
};

/** Makes http links of a text clickable; everything else stays text. */
const LinkedText = ({ text }: { readonly text: string }) =>
  text.split(/(https?:\/\/[^\s<>"]+)/).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one fixed text never move
      <a key={index} href={part}>
        {part}
      </a>
    ) : (
      part
    ),
  );
