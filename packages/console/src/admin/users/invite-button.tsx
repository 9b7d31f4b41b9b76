import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  Button,
  Dialog,
  FormFailure,
  Select,
  TextField,
  useForm,
  useToasts,
} from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { createAdminApi } from "../admin-api.ts";
import { describeAdminError } from "../admin-words.ts";
import { tierFault } from "./tier.ts";
import { roleChoices, useRoles } from "./use-roles.ts";

/** Opens the dialog by which somebody gets an account. */
export const InviteButton = () => {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button look="primary" onPress={() => setOpen(true)}>
        Invite somebody
      </Button>
      <Dialog title="Invite somebody" isOpen={isOpen} onClose={close}>
        <InviteForm onDone={close} />
      </Dialog>
    </>
  );
};

const TAKEN = [
  "This address has an account already",
  "Look for it in the list; it may have to be enabled again.",
] as const;

const InviteForm = (props: { readonly onDone: () => void }) => {
  const { client } = useRuntime();
  const queries = useQueryClient();
  const toasts = useToasts();
  const roles = useRoles();
  const form = useForm({
    initial: { email: "", name: "", role: "user", tier: "free" },
    validate: ({ email, tier }) => {
      const fault = tierFault(tier);
      return {
        ...(/^\S+@\S+$/.test(email.trim())
          ? {}
          : { email: "Enter an e-mail address like name@example.com." }),
        ...(fault === undefined ? {} : { tier: fault }),
      };
    },
    submit: async ({ email, name, role, tier }) => {
      const user = await createAdminApi(client).invite({
        email: email.trim(),
        role,
        tier,
        ...(name.trim() === "" ? {} : { name: name.trim() }),
      });
      toasts.succeed(`${user.email} has an account now. A mail is on its way.`);
      await queries.invalidateQueries({ queryKey: [ADMIN_KEY] });
      props.onDone();
    },
    describe: (error) => describeAdminError(error, { CONFLICT: TAKEN }),
  });
  return (
    <form {...form.form} className="stack" aria-label="Invite somebody">
      <FormFailure failure={form.failure} />
      <p>
        The person gets a mail with a link to choose a password. Nobody else sees or sets it, and
        using the link confirms the address.
      </p>
      <TextField
        {...form.text("email")}
        label="E-mail address"
        type="email"
        inputMode="email"
        autoComplete="off"
      />
      <TextField
        {...form.text("name")}
        label="Name"
        isOptional
        maxLength={100}
        autoComplete="off"
      />
      {roles !== undefined && (
        <Select
          label="Role"
          name="role"
          value={form.values.role}
          onChange={(role) => form.set("role", role)}
          choices={roleChoices(roles)}
          errorMessage={form.messageOf("role")}
        />
      )}
      <TextField
        {...form.text("tier")}
        label="Tier"
        hint="A lower-case word, such as free or premium."
        autoComplete="off"
        isVerbatim
      />
      <div className="dialog-actions">
        <Button onPress={props.onDone}>Cancel</Button>
        <Button type="submit" look="primary" isPending={form.isPending}>
          Open the account
        </Button>
      </div>
    </form>
  );
};
