import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTexts } from "../texts/index.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

/** A window over the page; Escape, the close button and a click outside end it. */
export const Dialog = (props: {
  readonly title: string;
  readonly isOpen: boolean;
  /** For a window with a single field. */
  readonly isNarrow?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  return (
    <ModalOverlay
      className="scrim"
      isOpen={props.isOpen}
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal className={props.isNarrow === true ? "modal modal-narrow" : "modal"}>
        <AriaDialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title" level={2}>
              {props.title}
            </Heading>
            <Button look="quiet" isIcon isSmall aria-label={t("Close")} onPress={props.onClose}>
              <Icon name="close" />
            </Button>
          </div>
          {props.children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
};

/** Asks before something that cannot be undone. */
export const ConfirmDialog = (props: {
  readonly title: string;
  readonly message: string;
  readonly confirmLabel: string;
  readonly isOpen: boolean;
  readonly isPending?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  return (
    <Dialog title={props.title} isOpen={props.isOpen} onClose={props.onClose}>
      <p>{props.message}</p>
      <div className="dialog-actions">
        <Button onPress={props.onClose}>{t("Keep it")}</Button>
        <Button look="danger" isPending={props.isPending === true} onPress={props.onConfirm}>
          {props.confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
};
