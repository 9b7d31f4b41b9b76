import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { type ErrorWords, isQuiet } from "../client/index.ts";
import { Button, type ButtonLook, Dialog, FormFailure, useToasts } from "../kit/index.ts";
import { describeAdminError } from "./admin-words.ts";

/** Key of everything that administrators read; a change makes all of it old. */
export const ADMIN_KEY = "admin";

/** What an action asks and does. */
export interface Action {
  readonly title: string;
  /** What happens to the person, in full sentences. */
  readonly children: ReactNode;
  /** Verb of the button that does it. */
  readonly confirmLabel: string;
  readonly look?: ButtonLook;
  readonly run: () => Promise<unknown>;
  /** Said when it is done. */
  readonly done: string;
  readonly onDone?: () => void;
  readonly describe?: (error: unknown) => ErrorWords;
}

/** Asks before a change, says what it does to whom, and shows a refusal where it was asked. */
export const ActionDialog = (
  props: Action & { readonly isOpen: boolean; readonly onClose: () => void },
) => {
  const queries = useQueryClient();
  const toasts = useToasts();
  const action = useMutation({
    mutationFn: props.run,
    onSuccess: async () => {
      toasts.succeed(props.done);
      await queries.invalidateQueries({ queryKey: [ADMIN_KEY] });
      close();
      props.onDone?.();
    },
  });
  const close = () => {
    action.reset();
    props.onClose();
  };
  const isShown = action.error !== null && !isQuiet(action.error);
  return (
    <Dialog title={props.title} isOpen={props.isOpen} onClose={close}>
      <div className="stack">
        <FormFailure
          failure={isShown ? (props.describe ?? describeAdminError)(action.error) : undefined}
        />
        {props.children}
      </div>
      <div className="dialog-actions">
        <Button onPress={close}>Cancel</Button>
        <Button
          look={props.look ?? "danger"}
          isPending={action.isPending}
          onPress={() => action.mutate()}
        >
          {props.confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
};

/** A button that opens an `ActionDialog`. */
export const ActionButton = (
  props: Action & {
    readonly label: string;
    /** Names the button for who does not see what it stands beside. */
    readonly accessibleLabel?: string;
    readonly buttonLook?: ButtonLook;
  },
) => {
  const { label, accessibleLabel, buttonLook, ...action } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        isSmall
        look={buttonLook ?? "secondary"}
        {...(accessibleLabel === undefined ? {} : { "aria-label": accessibleLabel })}
        onPress={() => setOpen(true)}
      >
        {label}
      </Button>
      <ActionDialog {...action} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  );
};
