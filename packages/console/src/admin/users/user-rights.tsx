import { useState } from "react";
import { Button, Select, TextField } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ActionDialog } from "../action-button.tsx";
import { createAdminApi, type ListedUser, type Role } from "../admin-api.ts";
import { permissionWords } from "../admin-words.ts";
import { tierFault } from "./tier.ts";
import { roleChoices, useRoles } from "./use-roles.ts";

/** Role and tier of an account; what a change does is said before it is made. */
export const UserRights = (props: { readonly user: ListedUser; readonly isOwn: boolean }) => {
  const { user, isOwn } = props;
  const { client } = useRuntime();
  const roles = useRoles();
  const [role, setRole] = useState(user.role);
  const [tier, setTier] = useState(user.tier);
  const [isAsked, setAsked] = useState(false);
  const fault = tierFault(tier);
  const change = {
    ...(role === user.role ? {} : { role }),
    ...(tier === user.tier ? {} : { tier }),
  };
  const isSame = Object.keys(change).length === 0;
  return (
    <div className="stack">
      {roles === undefined || isOwn ? (
        <p>
          Role: <strong>{user.role}</strong>
        </p>
      ) : (
        <Select label="Role" value={role} onChange={setRole} choices={roleChoices(roles)} />
      )}
      <TextField
        label="Tier"
        value={tier}
        onChange={setTier}
        errorMessage={fault}
        autoComplete="off"
        isVerbatim
      />
      <div>
        <Button isDisabled={isSame || fault !== undefined} onPress={() => setAsked(true)}>
          Save the rights
        </Button>
      </div>
      <ActionDialog
        title={`Change the rights of ${user.email}?`}
        confirmLabel="Change them"
        look="primary"
        run={() => createAdminApi(client).change(user.id, change)}
        done="The rights are changed. They count from the next request on."
        isOpen={isAsked}
        onClose={() => setAsked(false)}
      >
        {role !== user.role && <RoleChange user={user} next={role} roles={roles ?? []} />}
        {tier !== user.tier && (
          <p>
            The tier becomes <strong>{tier}</strong> instead of {user.tier}.
          </p>
        )}
      </ActionDialog>
    </div>
  );
};

const RoleChange = (props: {
  readonly user: ListedUser;
  readonly next: string;
  readonly roles: readonly Role[];
}) => {
  const { user, next, roles } = props;
  const permissionsOf = (name: string) =>
    roles.find((role) => role.name === name)?.permissions ?? [];
  return (
    <p>
      The role becomes <strong>{next}</strong> instead of {user.role}. The person then may do{" "}
      {permissionWords(permissionsOf(next))}; until now it was{" "}
      {permissionWords(permissionsOf(user.role))}. Where the new role may do more, all devices are
      signed out first.
    </p>
  );
};
