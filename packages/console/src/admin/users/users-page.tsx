import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { EmptyState, SearchField, Select, Skeleton } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { createAdminApi, type ListedUser, type UserPage, usersFile } from "../admin-api.ts";
import { AdminFailure, AdminPage, When } from "../admin-page.tsx";
import { countWords } from "../admin-words.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { PageNav } from "../page-nav.tsx";
import { usePermissions } from "../permissions.ts";
import { useAddressFilter } from "../use-address-filter.ts";
import { InviteButton } from "./invite-button.tsx";
import { useRoles } from "./use-roles.ts";
import { UserBadges } from "./user-badges.tsx";

/** The accounts, found by part of name or address and by role; a page at a time. */
export const UsersPage = () => {
  const { may } = usePermissions();
  return (
    <AdminPage
      title="People"
      permission="users:read"
      action={may("users:write") ? <InviteButton /> : null}
    >
      <Users />
    </AdminPage>
  );
};

const MOST_LETTERS = 100;
const QUESTIONS = ["search", "role"] as const;

const Users = () => {
  const { client } = useRuntime();
  const { filter: given, ...asked } = useAddressFilter("/admin/users", QUESTIONS, "after");
  const filter = { ...given, search: given.search.slice(0, MOST_LETTERS) };
  const users = useQuery({
    queryKey: [ADMIN_KEY, "users", filter],
    queryFn: ({ signal }) => createAdminApi(client).users(filter, signal),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const following = users.data?.next ?? null;
  return (
    <>
      <search className="split">
        <SearchField
          label="Name or e-mail address"
          text={filter.search}
          onChange={(search) => asked.change({ search })}
        />
        <RoleFilter role={filter.role} onChange={(role) => asked.change({ role })} />
      </search>
      <Found
        page={users.data}
        error={users.isPlaceholderData ? null : users.error}
        file={usersFile(filter)}
        isFiltered={asked.isFiltered}
        isOld={users.isPlaceholderData}
        onRetry={() => void users.refetch()}
      />
      <PageNav
        words={["Back", "Next"]}
        back={asked.back}
        next={following === null ? undefined : () => asked.next(following)}
      />
    </>
  );
};

const RoleFilter = (props: {
  readonly role: string;
  readonly onChange: (role: string) => void;
}) => {
  const roles = useRoles();
  if (roles === undefined) return null;
  const all = roles.map(({ name }) => ({ value: name, label: name }));
  const choices = [{ value: "", label: "Every role" }, ...all];
  return <Select label="Role" value={props.role} onChange={props.onChange} choices={choices} />;
};

const columns: readonly [Column<ListedUser>, ...Column<ListedUser>[]] = [
  {
    name: "Person",
    cell: (user) => (
      <>
        <PageLink to={`/admin/users/${user.id}`}>
          {user.name === "" ? user.email : user.name}
        </PageLink>
        <span className="small soft line">{user.email}</span>
      </>
    ),
  },
  { name: "State", cell: (user) => <UserBadges user={user} otherwise="active" /> },
  { name: "Tier", cell: (user) => user.tier },
  { name: "Last sign-in", cell: (user) => <When iso={user.lastSignInAt} /> },
];

const Found = (props: {
  readonly page: UserPage | undefined;
  readonly error: unknown;
  readonly file: string;
  readonly isFiltered: boolean;
  /** Whether this is still the answer to the question before. */
  readonly isOld: boolean;
  readonly onRetry: () => void;
}) => {
  const { page, error } = props;
  if (error !== null) return <AdminFailure error={error} onRetry={props.onRetry} />;
  if (page === undefined) return <Skeleton lines={8} height="2.5rem" />;
  return (
    <div className="stack" aria-busy={props.isOld}>
      <p role="status" className="small soft">
        {countWords(page.users.length, "person", "people")} on this page
      </p>
      {page.users.length === 0 ? (
        <EmptyState title="Nobody found">
          {props.isFiltered
            ? "Nobody's name or address has this in it. Try less of it, or another role."
            : "There is nobody on this page."}
        </EmptyState>
      ) : (
        <DataTable
          caption="Accounts"
          file={props.file}
          columns={columns}
          rows={page.users}
          keyOf={(user) => user.id}
        />
      )}
    </div>
  );
};
