import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, Dialog, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ActionButton, ADMIN_KEY } from "../action-button.tsx";
import { createAdminApi, type Role, type RoleBook } from "../admin-api.ts";
import { AdminFailure, AdminPage, Badge } from "../admin-page.tsx";
import { permissionWords } from "../admin-words.ts";
import { DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import { RoleForm } from "./role-form.tsx";

/** The roles, built in and own, and what each may do. */
export const RolesPage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const mayWrite = may("roles:write");
  const book = useQuery({
    queryKey: [ADMIN_KEY, "roles"],
    queryFn: ({ signal }) => createAdminApi(client).roles(signal),
    enabled: may("roles:read"),
  });
  return (
    <AdminPage
      title="Roles"
      permission="roles:read"
      action={mayWrite && book.data !== undefined ? <EditButton book={book.data} /> : null}
    >
      <p className="soft">
        A role says what its holders may do. Built-in roles stay as they are; make your own beside
        them.
      </p>
      {book.data === undefined && book.error === null && <Skeleton lines={5} height="2.5rem" />}
      {book.error !== null && (
        <AdminFailure error={book.error} onRetry={() => void book.refetch()} />
      )}
      {book.data !== undefined && <Roles book={book.data} mayWrite={mayWrite} />}
    </AdminPage>
  );
};

const Roles = ({ book, mayWrite }: { readonly book: RoleBook; readonly mayWrite: boolean }) => (
  <DataTable
    caption="Roles"
    rows={book.roles}
    keyOf={({ name }) => name}
    columns={[
      {
        name: "Role",
        cell: (role) => (
          <>
            <strong>{role.name}</strong>
            <span className="small soft line">{role.description}</span>
          </>
        ),
      },
      { name: "May do", cell: ({ permissions }) => permissionWords(permissions) },
      {
        name: "Kind",
        cell: (role) => (
          <span className="badges">
            <Badge>{role.builtIn ? "built in" : "own"}</Badge>
            {role.needsSecondFactor && <Badge tone="ok">needs two factors</Badge>}
          </span>
        ),
      },
      ...(mayWrite
        ? [
            {
              name: "Change",
              cell: (role: Role) =>
                role.builtIn ? (
                  <span className="soft">stays as it is</span>
                ) : (
                  <span className="row row-tight">
                    <EditButton book={book} edited={role} />
                    <RemoveButton role={role} />
                  </span>
                ),
            },
          ]
        : []),
    ]}
  />
);

const EditButton = ({ book, edited }: { readonly book: RoleBook; readonly edited?: Role }) => {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      {edited === undefined ? (
        <Button look="primary" onPress={() => setOpen(true)}>
          Make a role
        </Button>
      ) : (
        <Button isSmall aria-label={`Edit the role ${edited.name}`} onPress={() => setOpen(true)}>
          Edit
        </Button>
      )}
      <Dialog
        title={edited === undefined ? "Make a role" : `Edit the role ${edited.name}`}
        isOpen={isOpen}
        onClose={close}
      >
        <RoleForm
          role={edited}
          names={book.roles.map(({ name }) => name)}
          known={book.permissions}
          onDone={close}
        />
      </Dialog>
    </>
  );
};

const RemoveButton = ({ role }: { readonly role: Role }) => {
  const { client } = useRuntime();
  return (
    <ActionButton
      label="Remove"
      accessibleLabel={`Remove the role ${role.name}`}
      buttonLook="danger"
      title={`Remove the role ${role.name}?`}
      confirmLabel="Remove it"
      run={() => createAdminApi(client).removeRole(role.name)}
      done={`The role ${role.name} is removed.`}
    >
      <p>The role is gone for good. That is possible only while nobody has it.</p>
    </ActionButton>
  );
};
