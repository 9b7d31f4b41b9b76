import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Section } from "../../account/index.ts";
import { isApiError } from "../../client/index.ts";
import { buttonClass, EmptyState, Notice, Skeleton } from "../../kit/index.ts";
import { useSession } from "../../session/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { createAdminApi, type ListedUser, type UserDetail } from "../admin-api.ts";
import { AdminFailure, AdminPage } from "../admin-page.tsx";
import { usePermissions } from "../permissions.ts";
import { UserBadges } from "./user-badges.tsx";
import { UserDevices } from "./user-devices.tsx";
import { UserFacts } from "./user-facts.tsx";
import { UserRights } from "./user-rights.tsx";
import { UserSignIn } from "./user-sign-in.tsx";
import { UserState } from "./user-state.tsx";
import { UserUsage } from "./user-usage.tsx";

const useDetail = (id: string, isOpen: boolean) => {
  const { client } = useRuntime();
  return useQuery({
    queryKey: [ADMIN_KEY, "user", id],
    queryFn: ({ signal }) => createAdminApi(client).user(id, signal),
    enabled: isOpen,
    staleTime: 0,
  });
};

const nameOf = ({ name, email }: ListedUser): string => (name === "" ? email : name);

/** One account: what sign-in knows of it, its rights, and what can be done for its owner. */
export const UserPage = () => {
  const { id = "" }: { readonly id?: string } = useParams({ strict: false });
  const { may } = usePermissions();
  const detail = useDetail(id, may("users:read"));
  return (
    <AdminPage
      title={detail.data === undefined ? "Account" : nameOf(detail.data.user)}
      permission="users:read"
    >
      <Body
        detail={detail.data}
        error={detail.error}
        onRetry={() => void detail.refetch()}
        mayChange={may("users:write")}
      />
    </AdminPage>
  );
};

const isMissing = (error: unknown): boolean =>
  isApiError(error) && (error.status === 404 || error.status === 400);

const Body = (props: {
  readonly detail: UserDetail | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly mayChange: boolean;
}) => {
  const { detail, error, mayChange } = props;
  const own = useSession().user;
  if (isMissing(error)) return <NoSuchAccount />;
  if (error !== null) return <AdminFailure error={error} onRetry={props.onRetry} />;
  if (detail === undefined) return <Skeleton lines={8} />;
  const { user, sessions } = detail;
  const isOwn = own?.id === user.id;
  return (
    <>
      <div className="row">
        <span>{user.email}</span> <UserBadges user={user} />
      </div>
      {isOwn && mayChange && (
        <Notice title="This is your own account">
          Role and state are changed by another administrator, so that nobody raises or locks out
          themselves. Your second factors are in your own account's settings.
        </Notice>
      )}
      <div className="split split-top">
        <Section title="What sign-in knows">
          <UserFacts user={user} />
        </Section>
        {mayChange && (
          <div className="stack">
            <Section title="Rights">
              <UserRights key={`${user.role} ${user.tier}`} user={user} isOwn={isOwn} />
            </Section>
            <Section title="Signing in">
              <UserSignIn user={user} isOwn={isOwn} />
            </Section>
          </div>
        )}
      </div>
      <UserUsage id={user.id} />
      <Section title="Devices">
        <UserDevices user={user} sessions={sessions} mayChange={mayChange} />
      </Section>
      {mayChange && !isOwn && (
        <Section title={user.disabled ? "Enable the account" : "Disable the account"}>
          <UserState user={user} />
        </Section>
      )}
    </>
  );
};

const NoSuchAccount = () => (
  <EmptyState
    title="No such account"
    action={
      <PageLink to="/admin/users" className={buttonClass({})}>
        All people
      </PageLink>
    }
  >
    The address may be mistyped, or the account was erased.
  </EmptyState>
);
