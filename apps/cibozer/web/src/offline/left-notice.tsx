import { useTexts } from "@plinth/console";
import { useEffect, useState } from "react";
import { isLeft } from "./left-letters.ts";
import { rest } from "./rest.ts";
import { createSealedBox, hasBox } from "./sealed-box.ts";

const look = async (): Promise<boolean> => {
  await rest();
  return (await hasBox()) && isLeft(createSealedBox(Date.now));
};

/** Says that what was told until a session ran out waits for its person; draws nothing otherwise. */
export const LeftNotice = () => {
  const t = useTexts();
  const [isWaiting, setWaiting] = useState(false);
  useEffect(() => {
    look()
      .then(setWaiting)
      // A browser that keeps nothing has nothing that waits.
      .catch(() => undefined);
  }, []);
  return (
    <div role="status" className="banner-region">
      {isWaiting && (
        <div className="banner">
          {t(
            "Changes that you made with no network are kept on this device, and sent once you sign in again.",
          )}
        </div>
      )}
    </div>
  );
};
