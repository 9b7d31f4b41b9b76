import { Icon, PlainButton, useTexts } from "@plinth/console";
import { useState } from "react";
import { DeleteDialog } from "./lazy-dialogs.tsx";

/** Deletes a plan after asking. */
export const DeletePlan = (props: {
  readonly id: string;
  readonly title: string;
  readonly onDone?: () => void;
}) => {
  const t = useTexts();
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <PlainButton
        look="quiet"
        isSmall
        isIcon
        aria-label={t("Delete the plan {title}", { title: props.title })}
        onPress={() => setAsking(true)}
      >
        <Icon name="trash" />
      </PlainButton>
      {isAsking && <DeleteDialog {...props} onClose={() => setAsking(false)} />}
    </>
  );
};
