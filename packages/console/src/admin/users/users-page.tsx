import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useRouter, useRouterState, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Button, buttonClass, EmptyState, Select, Skeleton, TextField } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { createAdminApi, type ListedUser, type UserPage } from "../admin-api.ts";
import { AdminFailure, AdminPage, When } from "../admin-page.tsx";
import { countWords } from "../admin-words.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import { InviteButton } from "./invite-button.tsx";
import { useRoles } from "./use-roles.ts";
import { UserBadges } from "./user-badges.tsx";

const TYPING_MS = 300;

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

/** The filter as the address states it, and how to change it. */
const useFilter = () => {
  const search: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { search: text = "", role = "", after = "" } = search;
  return {
    filter: { search: text.slice(0, 100), role, after },
    /** Another filter begins at its first page, and typing leaves no trail behind. */
    change: (change: { readonly search?: string; readonly role?: string }) =>
      void navigate({ to: "/admin/users", search: { search: text, role, ...change }, replace: true }),
    next: (id: string) =>
      void navigate({ to: "/admin/users", search: { search: text, role, after: id } }),
  };
};

const Users = () => {
  const { client } = useRuntime();
  const { filter, change, next } = useFilter();
  const users = useQuery({
    queryKey: [ADMIN_KEY, "users", filter],
    queryFn: ({ signal }) => createAdminApi(client).users(filter, signal),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <search className="split">
        <SearchField text={filter.search} onChange={(search) => change({ search })} />
        <RoleFilter role={filter.role} onChange={(role) => change({ role })} />
      </search>
      <Found
        page={users.data}
        error={users.isPlaceholderData ? null : users.error}
        isFiltered={filter.search !== "" || filter.role !== ""}
        isOld={users.isPlaceholderData}
        onRetry={() => void users.refetch()}
      />
      <Pages first={filter.after === ""} next={users.data?.next ?? null} onNext={next} />
    </>
  );
};

/** Asks once the typing rests. */
const SearchField = (props: {
  readonly text: string;
  readonly onChange: (text: string) => void;
}) => {
  const [text, setText] = useState(props.text);
  const { onChange } = props;
  useEffect(() => setText(props.text), [props.text]);
  useEffect(() => {
    if (text.trim() === props.text) return;
    const timer = setTimeout(() => onChange(text.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, props.text, onChange]);
  return (
    <TextField
      label="Name or e-mail address"
      type="search"
      maxLength={100}
      autoComplete="off"
      isVerbatim
      value={text}
      onChange={setText}
    />
  );
};

const RoleFilter = (props: { readonly role: string; readonly onChange: (role: string) => void }) => {
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
        <PageLink to={`/admin/users/${user.id}`}>{user.name === "" ? user.email : user.name}</PageLink>
        <span className="small soft line">{user.email}</span>
      </>
    ),
  },
  { name: "State", cell: (user) => <UserBadges user={user} /> },
  { name: "Tier", cell: (user) => user.tier },
  { name: "Last sign-in", cell: (user) => <When iso={user.lastSignInAt} /> },
];

const Found = (props: {
  readonly page: UserPage | undefined;
  readonly error: unknown;
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
          columns={columns}
          rows={page.users}
          keyOf={(user) => user.id}
        />
      )}
    </div>
  );
};

/** Back is the browser's own back where the person came by Next, and the first page elsewhere. */
const Pages = (props: {
  readonly first: boolean;
  readonly next: string | null;
  readonly onNext: (id: string) => void;
}) => {
  const router = useRouter();
  const [trail, setTrail] = useState<readonly string[]>([]);
  const here = useRouterState({ select: ({ location }) => location.searchStr });
  const { next } = props;
  if (props.first && next === null) return null;
  const cameByNext = trail.includes(here);
  return null;
};
