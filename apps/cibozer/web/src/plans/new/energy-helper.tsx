import { PlainButton, useTexts } from "@plinth/console";
import { lazy, Suspense, useState } from "react";

const NeedDialog = lazy(async () => ({ default: (await import("./need-dialog.tsx")).NeedDialog }));

/** Suggests the energy need of an adult by the Mifflin-St Jeor formula (MEAL-13). */
export const EnergyHelper = (props: { readonly onUse: (kcal: number) => void }) => {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="row">
      <PlainButton look="quiet" isSmall onPress={() => setOpen(true)}>
        {t("How much do I need?")}
      </PlainButton>
      {isOpen && (
        <Suspense>
          <NeedDialog
            onUse={(kcal) => {
              props.onUse(kcal);
              setOpen(false);
            }}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </div>
  );
};
