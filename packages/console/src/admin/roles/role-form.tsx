import { useQueryClient } from "@tanstack/react-query";
import {
  Button,
  Checkbox,
  FormFailure,
  Notice,
  TextField,
  useForm,
  useToasts,
} from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { createAdminApi, type Role } from "../admin-api.ts";
import { describeAdminError } from "../admin-words.ts";
import { PermissionFields } from "./permission-fields.tsx";
import { outdated } from "./permission-groups.ts";

const NAME = /^[a-z][a-z0-9-]{0,30}$/;

/** Makes a role, or changes one. */
export const RoleForm = (props: {
  /** Undefined for a new one. */
  readonly role: Role | undefined;
  /** Names that are taken. */
  readonly names: readonly string[];
  /** Every permission that a route asks for. */
  readonly known: readonly string[];
  readonly onDone: () => void;
}) => {
  const { role, known, names } = props;
  const { client } = useRuntime();
  const queries = useQueryClient();
  const toasts = useToasts();
  const gone = outdated(role?.permissions ?? [], known);
  const form = useForm({
    initial: {
      name: role?.name ?? "",
      description: role?.description ?? "",
      permissions: (role?.permissions ?? []).filter((one) => !gone.includes(one)),
      needsSecondFactor: role?.needsSecondFactor ?? false,
    },
    validate: ({ name, description }) => ({
      ...(NAME.test(name)
        ? {}
        : { name: "Use a lower-case word of at most 31 letters, digits and hyphens." }),
      ...(role === undefined && names.includes(name)
        ? { name: "There is a role of this name already." }
        : {}),
      ...(description.trim() === "" ? { description: "Say in a few words who gets it." } : {}),
    }),
    submit: async ({ name, ...body }) => {
      await createAdminApi(client).saveRole(name, {
        ...body,
        description: body.description.trim(),
      });
      toasts.succeed(`The role ${name} is saved.`);
      await queries.invalidateQueries({ queryKey: [ADMIN_KEY] });
      props.onDone();
    },
    describe: describeAdminError,
  });
  return (
    <form {...form.form} className="stack" aria-label="Role">
      <FormFailure failure={form.failure} />
      {role === undefined ? (
        <TextField {...form.text("name")} label="Name" autoComplete="off" isVerbatim />
      ) : (
        <p>What you change here counts from the next request of everybody who has this role.</p>
      )}
      <TextField
        {...form.text("description")}
        label="Who gets it"
        hint="A few words, such as “helps people who cannot sign in”."
        maxLength={200}
        autoComplete="off"
      />
      {gone.length > 0 && (
        <Notice tone="warn">
          Nothing asks for {gone.join(", ")} any more; saving drops it from the role.
        </Notice>
      )}
      <PermissionFields
        known={known}
        chosen={form.values.permissions}
        onChange={(permissions) => form.set("permissions", [...permissions])}
      />
      <Checkbox
        isSelected={form.values.needsSecondFactor}
        onChange={(isSelected) => form.set("needsSecondFactor", isSelected)}
      >
        Counts only after signing in with two factors
      </Checkbox>
      <div className="dialog-actions">
        <Button onPress={props.onDone}>Cancel</Button>
        <Button type="submit" look="primary" isPending={form.isPending}>
          Save the role
        </Button>
      </div>
    </form>
  );
};
