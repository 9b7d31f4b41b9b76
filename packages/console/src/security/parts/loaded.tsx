import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { relativeTime } from "../../account/index.ts";
import { ErrorState, Skeleton } from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";
import { dayText, momentText } from "./security-words.ts";

/** What a query gave; grey lines before, and after a failure words and another try. */
export const Loaded = <T,>(props: {
  readonly query: UseQueryResult<T>;
  readonly lines?: number;
  readonly children: (data: T) => ReactNode;
}) => {
  const { query } = props;
  // What is known stays in sight while it is looked up again, even if that fails.
  if (query.data !== undefined) return props.children(query.data);
  if (query.isError) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  return <Skeleton lines={props.lines ?? 3} />;
};

/** "2 hours ago", with the exact moment for who points at it. */
export const Ago = ({ iso }: { readonly iso: string }) => {
  const t = useTexts();
  return (
    <time dateTime={iso} title={momentText(t, iso)}>
      {relativeTime(t, iso, new Date())}
    </time>
  );
};

/** "Jan 5, 2026", with the exact moment for who points at it. */
export const Day = ({ iso }: { readonly iso: string }) => {
  const t = useTexts();
  return (
    <time dateTime={iso} title={momentText(t, iso)}>
      {dayText(t, iso)}
    </time>
  );
};

/** "Added Jan 5, 2026 · last used 2 hours ago". */
export const AddedAndUsed = (props: {
  readonly thing: { readonly createdAt: string; readonly lastUsedAt: string | null };
}) => {
  const t = useTexts();
  const { createdAt, lastUsedAt } = props.thing;
  const day = () => <Day iso={createdAt} />;
  return lastUsedAt === null
    ? t.rich("Added <day></day> · not used yet", { day })
    : t.rich("Added <day></day> · last used <ago></ago>", {
        day,
        ago: () => <Ago iso={lastUsedAt} />,
      });
};

/** One thing of a list: what it is, what is known of it, what can be done with it. */
export const Item = (props: {
  readonly title: ReactNode;
  readonly facts?: ReactNode;
  readonly children?: ReactNode;
}) => (
  <li className="item">
    <div className="item-words">
      <div className="item-title">{props.title}</div>
      {props.facts !== undefined && <div className="small soft">{props.facts}</div>}
    </div>
    {props.children !== undefined && <div className="row item-actions">{props.children}</div>}
  </li>
);
