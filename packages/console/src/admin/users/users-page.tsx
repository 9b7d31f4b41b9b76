import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Button, EmptyState, Select, Skeleton, TextField } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { createAdminApi, type ListedUser, type UserPage, usersFile } from "../admin-api.ts";
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

/** Pages before this one that the address remembers; Back leads to the first page beyond them. */
const MOST_PAGES = 20;

/** The filter as the address states it, and how to change it. */
const useFilter = () => {
  const given: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const { search = "", role = "", after = "", trail = "" } = given;
  const filter = { search: search.slice(0, 100), role, after };
  const before = trail.split(" ").filter((id) => id !== "");
  const go = (change: Readonly<Record<string, string>>, replace = false) =>
    void navigate({ to: "/admin/users", search: { search, role, ...change }, replace });
  return {
    filter,
    /** Another filter begins at its first page, and typing leaves no trail behind. */
    change: (part: { readonly search?: string; readonly role?: string }) => go(part, true),
    next: (id: string) =>
      go({ after: id, trail: [...before, after].slice(-MOST_PAGES).join(" ").trim() }),
    back:
      after === ""
        ? undefined
        : () => go({ after: before.at(-1) ?? "", trail: before.slice(0, -1).join(" ") }),
  };
};

const Users = () => {
  const { client } = useRuntime();
  const { filter, change, next, back } = useFilter();
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
        <SearchField text={filter.search} onChange={(search) => change({ search })} />
        <RoleFilter role={filter.role} onChange={(role) => change({ role })} />
      </search>
      <Found
        page={users.data}
        error={users.isPlaceholderData ? null : users.error}
        file={usersFile(filter)}
        isFiltered={filter.search !== "" || filter.role !== ""}
        isOld={users.isPlaceholderData}
        onRetry={() => void users.refetch()}
      />
      <Pages back={back} next={following === null ? undefined : () => next(following)} />
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

/** To the pages beside this one. */
const Pages = (props: {
  readonly back: (() => void) | undefined;
  readonly next: (() => void) | undefined;
}) => {
  const { back, next } = props;
  if (back === undefined && next === undefined) return null;
  return (
    <nav aria-label="Pages" className="row">
      <Button isDisabled={back === undefined} onPress={() => back?.()}>
        Back
      </Button>
      <Button isDisabled={next === undefined} onPress={() => next?.()}>
        Next
      </Button>
    </nav>
  );
};
