import { personalPrefix, useSession } from "@plinth/console";
import { useCallback, useState } from "react";

const read = (key: string): ReadonlySet<string> => {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((one) => typeof one === "string") : []);
  } catch {
    return new Set();
  }
};

/**
 * A set of names kept on this device for the signed-in person and one plan; the session's
 * sign-out clears it. Without storage it lasts as long as the page.
 */
export const usePersonalSet = (
  name: string,
  initial?: () => ReadonlySet<string>,
): readonly [ReadonlySet<string>, (next: ReadonlySet<string>) => void] => {
  const { user } = useSession();
  const key = `${personalPrefix}${user?.id ?? "nobody"}.${name}`;
  const [values, setValues] = useState<ReadonlySet<string>>(() => {
    const kept = read(key);
    return kept.size > 0 || initial === undefined ? kept : initial();
  });
  const keep = useCallback(
    (next: ReadonlySet<string>) => {
      setValues(next);
      try {
        if (next.size === 0) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify([...next]));
      } catch {
        // Kept in memory only.
      }
    },
    [key],
  );
  return [values, keep];
};
