import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  Button,
  Dialog,
  FormFailure,
  Segmented,
  Select,
  TextField,
  useForm,
  useToasts,
} from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { createLimitsApi } from "./limits-api.ts";
import { describeLimitsError, LENGTHS } from "./limits-words.ts";

const KINDS = [
  { value: "block", label: "Block it" },
  { value: "allow", label: "Always let it in" },
] as const;

/** Opens the dialog by which an address gets an entry. */
export const EntryButton = () => {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button look="primary" onPress={() => setOpen(true)}>
        List an address
      </Button>
      <Dialog title="List an address" isOpen={isOpen} onClose={close}>
        <EntryForm onDone={close} />
      </Dialog>
    </>
  );
};

type Length = (typeof LENGTHS)[number]["value"];
interface Values {
  readonly address: string;
  readonly kind: "block" | "allow";
  readonly minutes: Length;
  readonly reason: string;
}

const EntryForm = (props: { readonly onDone: () => void }) => {
  const { client } = useRuntime();
  const queries = useQueryClient();
  const toasts = useToasts();
  const form = useForm<Values>({
    initial: { address: "", kind: "block", minutes: "60", reason: "" },
    validate: ({ address, reason }) => ({
      ...(/^[0-9a-f.:/]{2,64}$/i.test(address.trim())
        ? {}
        : { address: "Enter an IP address, or a range such as 203.0.113.0/24." }),
      ...(reason.trim() === "" ? { reason: "Say in a few words why." } : {}),
    }),
    submit: async ({ address, kind, minutes, reason }) => {
      await createLimitsApi(client).add({
        address: address.trim(),
        kind,
        reason: reason.trim(),
        ...(minutes === "" ? {} : { minutes: Number(minutes) }),
      });
      toasts.succeed(`${address.trim()} is listed.`);
      await queries.invalidateQueries({ queryKey: [ADMIN_KEY] });
      props.onDone();
    },
    describe: describeLimitsError,
  });
  return (
    <form {...form.form} className="stack" aria-label="List an address">
      <FormFailure failure={form.failure} />
      <TextField
        {...form.text("address")}
        label="Address or range"
        hint="Such as 203.0.113.7, 203.0.113.0/24 or 2001:db8::/32. An IPv6 address stands for its /64."
        autoComplete="off"
        maxLength={64}
        isVerbatim
      />
      <Segmented
        label="What happens"
        value={form.values.kind}
        onChange={(kind) => form.set("kind", kind)}
        choices={KINDS}
      />
      <p className="small soft">
        {form.values.kind === "block"
          ? "Whatever comes from there is refused, pages and sign-in included. This machine, declared proxies and your own address cannot be blocked."
          : "The address is never blocked, whatever it does. Limits still count for it."}
      </p>
      <Select
        label="For how long"
        name="minutes"
        value={form.values.minutes}
        onChange={(minutes) => form.set("minutes", minutes)}
        choices={LENGTHS}
      />
      <TextField
        {...form.text("reason")}
        label="Why"
        hint="For whoever looks at the list later."
        maxLength={200}
        autoComplete="off"
      />
      <div className="dialog-actions">
        <Button onPress={props.onDone}>Cancel</Button>
        <Button type="submit" look="primary" isPending={form.isPending}>
          List it
        </Button>
      </div>
    </form>
  );
};
