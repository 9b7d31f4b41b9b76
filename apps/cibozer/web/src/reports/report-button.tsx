import { Button } from "@plinth/console";
import { type ComponentProps, lazy, Suspense, useState } from "react";

const LazyDialog = lazy(async () => ({
  default: (await import("./report-dialog.tsx")).ReportDialog,
}));

/** Opens the window in which somebody says what is wrong with what others gave or shared. */
export const ReportButton = (
  props: Omit<ComponentProps<typeof LazyDialog>, "onClose" | "title"> & { readonly label: string },
) => {
  const { label, send } = props;
  const [isOpen, setOpen] = useState(false);
  return (
    <div>
      <Button look="quiet" isSmall onPress={() => setOpen(true)}>
        {label}
      </Button>
      {isOpen && (
        <Suspense>
          <LazyDialog title={label} send={send} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
};
