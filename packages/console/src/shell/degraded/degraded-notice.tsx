import { useQuery } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import type { ApiClient } from "../../client/index.ts";
import { useTexts } from "../../texts/index.ts";
import { useRuntime } from "../runtime.tsx";

/** What does not work as usual, in the words of whoever declared it. */
interface DegradedParts {
  readonly capabilities: readonly {
    readonly name: string;
    readonly title: string;
    readonly whileDegraded: string;
  }[];
}

const loadDegraded = (client: ApiClient, signal: AbortSignal): Promise<DegradedParts> =>
  client.get<DegradedParts>("/api/v1/degradation", signal);

/**
 * A quiet line for each thing that does not work as usual; nothing while all is well. What the
 * catalogs do not know, because an application declared it, is said as it was declared.
 */
export const DegradedNotice = () => {
  const t = useTexts();
  const { client, degraded, ping } = useRuntime();
  const header = useSyncExternalStore(degraded.subscribe, degraded.current, () => "");
  useEffect(() => {
    // A page that asks the server nothing by itself would not hear of it for a while.
    if (!degraded.hasHeard()) void ping();
  }, [degraded, ping]);
  const parts = useQuery({
    // Asked once for every change that answers tell of.
    queryKey: ["degraded", header],
    queryFn: ({ signal }) => loadDegraded(client, signal),
    enabled: header !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  const shown = header === "" ? [] : (parts.data?.capabilities ?? []);
  return (
    <div role="status">
      {shown.length > 0 && (
        <ul className="degraded">
          {shown.map(({ name, title, whileDegraded }) => (
            <li key={name}>
              <strong>{t.of(title)}:</strong> {t.of(whileDegraded)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
};
