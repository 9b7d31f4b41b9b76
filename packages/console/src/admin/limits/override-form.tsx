import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  Button,
  Checkbox,
  Dialog,
  FormFailure,
  TextField,
  useForm,
  useToasts,
} from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { createLimitsApi, type RuleUse } from "./limits-api.ts";
import { byWords, describeOverrideError } from "./limits-words.ts";

type Rule = Pick<RuleUse, "rule" | "by">;

/** Opens the dialog by which a limit gets other numbers: of one rule, or of a route that is named there. */
export const OverrideButton = ({ of }: { readonly of?: Rule }) => {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const name = of === undefined ? undefined : `Override ${of.rule} ${byWords(of.by)}`;
  return (
    <>
      <Button
        isSmall={of !== undefined}
        {...(name === undefined ? {} : { "aria-label": name })}
        onPress={() => setOpen(true)}
      >
        {of === undefined ? "Override a limit" : "Override"}
      </Button>
      <Dialog title="Override a limit" isOpen={isOpen} onClose={close}>
        <OverrideForm {...(of === undefined ? {} : { of })} onDone={close} />
      </Dialog>
    </>
  );
};

const WINDOWS = /^\d{1,9}\/[a-z0-9]{1,12}(?:,\s?\d{1,9}\/[a-z0-9]{1,12}){0,7}$/i;

const OverrideForm = (props: { readonly of?: Rule; readonly onDone: () => void }) => {
  const { of } = props;
  const { client } = useRuntime();
  const queries = useQueryClient();
  const toasts = useToasts();
  const form = useForm({
    initial: { route: of?.rule ?? "", by: of?.by ?? "", windows: "", dryRun: false },
    validate: ({ route, windows }) => ({
      ...(/^[A-Z]+ [/(]/.test(route.trim())
        ? {}
        : { route: "Enter method and path, such as POST /api/v1/auth/signin." }),
      ...(WINDOWS.test(windows.trim())
        ? {}
        : { windows: "Enter one or several limits, such as 10/minute, 50/hour." }),
    }),
    submit: async ({ route, by, windows, dryRun }) => {
      await createLimitsApi(client).override({
        ...{ route: route.trim(), windows: windows.trim(), dryRun },
        ...(by.trim() === "" ? {} : { by: by.trim() }),
      });
      toasts.succeed(`${route.trim()} has another limit.`);
      await queries.invalidateQueries({ queryKey: [ADMIN_KEY] });
      props.onDone();
    },
    describe: describeOverrideError,
  });
  return (
    <form {...form.form} className="stack" aria-label="Override a limit">
      <FormFailure failure={form.failure} />
      {of === undefined ? (
        <>
          <TextField
            {...form.text("route")}
            label="Route"
            hint="Method and path, such as POST /api/v1/auth/signin."
            autoComplete="off"
            maxLength={300}
            isVerbatim
          />
          <TextField
            {...form.text("by")}
            label="Counted by"
            hint="Only where the route has several limits: address, user, key, or field:email."
            autoComplete="off"
            maxLength={80}
            isVerbatim
          />
        </>
      ) : (
        <p>
          <strong className="wrap-anywhere">{of.rule}</strong>, {byWords(of.by)}
        </p>
      )}
      <TextField
        {...form.text("windows")}
        label="Calls"
        hint="Such as 10/minute, 50/hour. It holds on every node from the next call on, until it is taken back."
        autoComplete="off"
        maxLength={100}
        isVerbatim
      />
      <Checkbox isSelected={form.values.dryRun} onChange={(dryRun) => form.set("dryRun", dryRun)}>
        Only count whom it would refuse, and refuse nobody
      </Checkbox>
      <div className="dialog-actions">
        <Button onPress={props.onDone}>Cancel</Button>
        <Button type="submit" look="primary" isPending={form.isPending}>
          Override it
        </Button>
      </div>
    </form>
  );
};
