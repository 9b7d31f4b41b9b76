import { Button, Dialog, useTexts } from "@plinth/console";
import { useState } from "react";
import { KEY_WORDS } from "./grid-keys.ts";

/** Tells which keys the week knows. */
export const KeysDialog = () => {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" isSmall onPress={() => setOpen(true)}>
        {t("Keys")}
      </Button>
      <Dialog
        title={t("Keys, while a meal has the focus")}
        isOpen={isOpen}
        onClose={() => setOpen(false)}
      >
        <dl className="keys">
          {KEY_WORDS.map(([key, does]) => (
            <div key={key}>
              <dt>
                <kbd>{t.of(key)}</kbd>
              </dt>
              <dd>{t.of(does)}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </>
  );
};
