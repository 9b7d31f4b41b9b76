import { useTexts } from "@plinth/console";
import { useEffect, useState } from "react";
import { watchUpdates } from "./updates.ts";

/** Asks whether to load the new version, when there is one; draws nothing otherwise. */
export const UpdateNotice = () => {
  const t = useTexts();
  const [accept, setAccept] = useState<() => void>();
  useEffect(() => {
    const { serviceWorker } = navigator;
    if (serviceWorker === undefined) return;
    // Without a worker everything works as long as there is a network.
    watchUpdates(serviceWorker, (next) => setAccept(() => next)).catch(() => undefined);
  }, []);
  return (
    <div role="status" className="banner-region">
      {accept !== undefined && (
        <div className="banner">
          <span>{t("A new version of Cibozer is ready.")}</span>
          <button type="button" className="btn btn-quiet btn-small" onClick={accept}>
            {t("Load it now")}
          </button>
          <button
            type="button"
            className="btn btn-quiet btn-small"
            onClick={() => setAccept(undefined)}
          >
            {t("Later")}
          </button>
        </div>
      )}
    </div>
  );
};
