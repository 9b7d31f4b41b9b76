import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { isQuiet } from "../client/index.ts";
import { Button, useToasts } from "../kit/index.ts";
import { Ago, Day, Item, Loaded } from "../security/parts/loaded.tsx";
import { SecuritySection } from "../security/parts/section.tsx";
import { useTexts } from "../texts/index.ts";
import { type DataExport, privacyKeys, usePrivacyApi } from "./privacy-api.ts";
import { describePrivacyError, exportWords, sizeText } from "./privacy-words.ts";

/** How often the page looks whether an archive is ready, in milliseconds. */
const LOOK_MS = 2_000;

const save = (url: string): void => {
  const link = document.createElement("a");
  link.href = url;
  link.download = "";
  link.click();
};

/** Everything that is kept of the person, as an archive (PRIV-02). */
export const ExportSection = () => {
  const t = useTexts();
  const api = usePrivacyApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const query = useQuery({
    queryKey: privacyKeys.exports,
    queryFn: ({ signal }) => api.exports(signal),
    refetchInterval: ({ state }) =>
      (state.data ?? []).some((one) => one.state === "waiting") ? LOOK_MS : false,
  });
  const begin = useMutation({
    mutationFn: api.requestExport,
    onSuccess: () => toasts.succeed(t("Your archive is being made.")),
    onError: (error) => toasts.fail(describePrivacyError(t, error).message),
    onSettled: () => queries.invalidateQueries({ queryKey: privacyKeys.exports }),
  });
  const isWaiting = (query.data ?? []).some(({ state }) => state === "waiting");
  return (
    <SecuritySection
      id="export"
      title={t("Your data")}
      lead={t(
        "An archive of everything that is kept of you: for people, and for programs as JSON. It can be fetched once, within three days.",
      )}
    >
      <Loaded query={query} lines={2}>
        {(exports) => (
          <div className="stack">
            {exports.length > 0 && (
              <ul className="list-plain divided" aria-label={t("Archives")}>
                {exports.slice(0, 5).map((one) => (
                  <ExportItem key={one.id} export={one} />
                ))}
              </ul>
            )}
            <div>
              <Button isPending={begin.isPending || isWaiting} onPress={() => begin.mutate()}>
                {t("Make an archive")}
              </Button>
            </div>
          </div>
        )}
      </Loaded>
    </SecuritySection>
  );
};

const ExportItem = (props: { readonly export: DataExport }) => {
  const t = useTexts();
  const { id, state, createdAt, expiresAt, bytes } = props.export;
  const api = usePrivacyApi();
  const queries = useQueryClient();
  const toasts = useToasts();
  const fetchIt = useMutation({
    mutationFn: () => api.ticket(id),
    onSuccess: (url) => {
      save(url);
      toasts.succeed(t("The archive is on its way to your downloads."));
      // It is gone from the server once the browser has it.
      setTimeout(() => void queries.invalidateQueries({ queryKey: privacyKeys.exports }), LOOK_MS);
    },
    onError: (error) => {
      if (!isQuiet(error)) toasts.fail(describePrivacyError(t, error).message);
    },
  });
  return (
    <Item
      title={
        <>
          {t.rich("Asked for <ago></ago>", { ago: () => <Ago iso={createdAt} /> })}{" "}
          <span className="badge">{exportWords(t, { state })}</span>
        </>
      }
      facts={
        state === "ready" && expiresAt !== null ? (
          <ReadyFacts bytes={bytes} expiresAt={expiresAt} />
        ) : undefined
      }
    >
      {state === "ready" ? (
        <Button
          isSmall
          look="primary"
          isPending={fetchIt.isPending}
          onPress={() => fetchIt.mutate()}
        >
          {t("Fetch it")}
        </Button>
      ) : undefined}
    </Item>
  );
};

/** "1.2 MB, until Jan 5, 2026". */
const ReadyFacts = (props: { readonly bytes: number | null; readonly expiresAt: string }) => {
  const t = useTexts();
  const day = () => <Day iso={props.expiresAt} />;
  return props.bytes === null
    ? t.rich("until <day></day>", { day })
    : t.rich("{size}, until <day></day>", { size: sizeText(t, props.bytes), day });
};
