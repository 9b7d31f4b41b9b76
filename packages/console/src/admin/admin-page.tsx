import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { PageHeading, relativeTime } from "../account/index.ts";
import { isApiError } from "../client/index.ts";
import { ErrorState, Notice, Skeleton } from "../kit/index.ts";
import { PageLink } from "../shell/index.ts";
import { english } from "../texts/index.ts";
import { ADMIN_PAGES } from "./admin-pages.ts";
import { dateWords, describeAdminError } from "./admin-words.ts";
import { usePermissions } from "./permissions.ts";

/** A page of administrators: heading, the way to the others, and its content for whoever may see it. */
export const AdminPage = (props: {
  readonly title: string;
  /** What the page asks for; without it the page says calmly that it is not for this account. */
  readonly permission: string;
  /** Stands beside the heading. */
  readonly action?: ReactNode;
  /** Shown to whoever may see the page. */
  readonly children: ReactNode;
}) => {
  const permissions = usePermissions();
  const isOpen = permissions.may(props.permission);
  return (
    <div className="page stack">
      <AdminNav may={permissions.may} />
      <div className="row row-spread">
        <PageHeading>{props.title}</PageHeading>
        {isOpen && props.action}
      </div>
      {isOpen ? props.children : <ClosedPage {...permissions} />}
    </div>
  );
};

const AdminNav = ({ may }: { readonly may: (permission: string) => boolean }) => (
  <nav aria-label="Administration" className="row admin-nav">
    {ADMIN_PAGES.filter(({ permission }) => may(permission)).map(({ to, label }) => (
      <PageLink key={to} to={to} className="btn btn-quiet btn-small">
        {label}
      </PageLink>
    ))}
  </nav>
);

/** In the place of a page that is not, or not yet known to be, for the signed-in account. */
export const ClosedPage = (
  props: Pick<ReturnType<typeof usePermissions>, "isPending" | "error" | "retry">,
) => {
  if (props.isPending) return <Skeleton lines={6} />;
  if (props.error !== null) return <ErrorState error={props.error} onRetry={props.retry} />;
  return (
    <Notice tone="warn" title="Not for your account">
      Your role does not open this page. Whoever administers roles here can change that.
    </Notice>
  );
};

/** A query that failed: a refusal in calm words, anything else with another try. */
export const AdminFailure = (props: { readonly error: unknown; readonly onRetry: () => void }) => {
  const { error, onRetry } = props;
  const queries = useQueryClient();
  const isRefused = isApiError(error) && error.status === 403;
  useEffect(() => {
    // The rights have changed meanwhile: links and pages are to know.
    if (isRefused) void queries.invalidateQueries({ queryKey: ["permissions"] });
  }, [isRefused, queries]);
  if (!isRefused) return <ErrorState error={error} onRetry={onRetry} />;
  const words = describeAdminError(error);
  return (
    <Notice tone="warn" title={words.title}>
      {words.message}
    </Notice>
  );
};

/** A time as people read it, exact on request; "never" where there is none. */
export const When = ({ iso }: { readonly iso: string | null }) =>
  iso === null ? (
    <span className="soft">never</span>
  ) : (
    <time dateTime={iso} title={dateWords(iso)} className="numbers">
      {relativeTime(english, iso, new Date())}
    </time>
  );

/** A word about the state of somebody; its tone never says more than its text. */
export const Badge = (props: {
  readonly tone?: "plain" | "ok" | "warn" | "danger";
  readonly children: ReactNode;
}) => (
  <span className="badge" data-tone={props.tone ?? "plain"}>
    {props.children}
  </span>
);
