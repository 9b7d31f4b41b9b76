import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { isQuiet } from "../../client/index.ts";
import { Button, type ButtonLook, Dialog, FormFailure, useToasts } from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";
import { useRefresh } from "./queries.ts";
import { useFocusSection } from "./section.tsx";
import { describeSecurityError } from "./security-words.ts";

/** A button that asks before it does something, and says what happens then. */
export const AskButton = (props: {
  readonly label: string;
  /** Names the button for who does not see what it stands beside. */
  readonly accessibleLabel?: string;
  readonly look?: ButtonLook;
  readonly isLarge?: boolean;
  readonly title: string;
  /** What happens, in full sentences. */
  readonly children: ReactNode;
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  readonly run: () => Promise<unknown>;
  /** Said when it is done; nothing where the page itself tells. */
  readonly done?: string;
  readonly onDone?: () => void;
}) => {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  const toasts = useToasts();
  const refresh = useRefresh();
  const focusSection = useFocusSection();
  const action = useMutation({
    mutationFn: props.run,
    onSuccess: async () => {
      if (props.done !== undefined) toasts.succeed(props.done);
      setOpen(false);
      props.onDone?.();
      await refresh();
      focusSection();
    },
  });
  const close = () => {
    setOpen(false);
    action.reset();
  };
  const failure =
    action.error === null || isQuiet(action.error)
      ? undefined
      : describeSecurityError(t, action.error);
  return (
    <>
      <Button
        look={props.look ?? "secondary"}
        isSmall={props.isLarge !== true}
        {...(props.accessibleLabel === undefined ? {} : { "aria-label": props.accessibleLabel })}
        onPress={() => setOpen(true)}
      >
        {props.label}
      </Button>
      <Dialog title={props.title} isOpen={isOpen} isNarrow onClose={close}>
        <div className="stack">
          <FormFailure failure={failure} />
          {props.children}
        </div>
        <div className="dialog-actions">
          <Button onPress={close}>{props.cancelLabel ?? t("Cancel")}</Button>
          <Button look="danger" isPending={action.isPending} onPress={() => action.mutate()}>
            {props.confirmLabel}
          </Button>
        </div>
      </Dialog>
    </>
  );
};

/** The sentence that belongs to every change of how somebody signs in. */
export const OthersEnd = () => {
  const t = useTexts();
  return <p>{t("All other browsers and programs are signed out, and we tell you by mail.")}</p>;
};
