import { type ReactNode, useMemo, useState } from "react";
import { Button, Checkbox, Dialog, FormFailure } from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";

/** Shows what is shown once. It stays until the person says that they have kept it. */
export const KeepDialog = (props: {
  readonly title: string;
  /** "I have kept the codes". */
  readonly keptLabel: string;
  /** What is lost otherwise. */
  readonly warning: string;
  readonly onDone: () => void;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  const [isKept, setKept] = useState(false);
  const [isWarned, setWarned] = useState(false);
  const warning = useMemo(
    () => ({ title: t("Keep it first"), message: props.warning }),
    [t, props.warning],
  );
  const leave = () => {
    if (isKept) props.onDone();
    else setWarned(true);
  };
  return (
    <Dialog title={props.title} isOpen onClose={leave}>
      <div className="stack">
        {props.children}
        <div className="no-print">
          <Checkbox isSelected={isKept} onChange={setKept}>
            {props.keptLabel}
          </Checkbox>
          <FormFailure failure={isWarned && !isKept ? warning : undefined} />
        </div>
      </div>
      <div className="dialog-actions no-print">
        <Button look="primary" onPress={leave}>
          {t("Done")}
        </Button>
      </div>
    </Dialog>
  );
};
