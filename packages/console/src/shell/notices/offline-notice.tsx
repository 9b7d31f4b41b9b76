import { useEffect, useState, useSyncExternalStore } from "react";
import { useTexts } from "../../texts/index.ts";
import { useRuntime } from "../runtime.tsx";

/** True while the server answers. */
export const useReachable = (): boolean => {
  const { reachability } = useRuntime();
  return useSyncExternalStore(reachability.subscribe, reachability.isReachable, () => true);
};

/** A banner while the server cannot be reached, and a word when it is back. */
export const OfflineNotice = () => {
  const t = useTexts();
  const { reachability } = useRuntime();
  const isReachable = useReachable();
  const [wasAway, setWasAway] = useState(false);

  useEffect(() => {
    const check = () => reachability.check();
    const onShow = () => {
      if (document.visibilityState === "visible") check();
    };
    reachability.start();
    window.addEventListener("online", check);
    window.addEventListener("offline", check);
    document.addEventListener("visibilitychange", onShow);
    return () => {
      reachability.stop();
      window.removeEventListener("online", check);
      window.removeEventListener("offline", check);
      document.removeEventListener("visibilitychange", onShow);
    };
  }, [reachability]);

  useEffect(() => {
    if (!isReachable) setWasAway(true);
  }, [isReachable]);

  return (
    <div role="status" className="banner-region">
      {isReachable ? (
        wasAway && <span className="visually-hidden">{t("The connection is back.")}</span>
      ) : (
        <div className="banner">
          <span>{t("No connection to the server. What you see may be out of date.")}</span>
          <button
            type="button"
            className="btn btn-quiet btn-small"
            onClick={() => reachability.check()}
          >
            {t("Try now")}
          </button>
        </div>
      )}
    </div>
  );
};
