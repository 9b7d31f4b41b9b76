import {
  Button,
  ConfirmDialog,
  describeError,
  ErrorState,
  Icon,
  type Messages,
  Segmented,
  Skeleton,
  type Texts,
  useRuntime,
  useTexts,
  useToasts,
} from "@plinth/console";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Section } from "../profile/section.tsx";
import { CopyLink } from "./copy-link.tsx";
import { createShareApi, type Feed } from "./share-api.ts";

const KEY = ["calendar-feeds"] as const;

const SCOPES = ["all", "one"] as const;
const scopeLabels = { all: "All plans", one: "Only this plan" } as const satisfies Messages;

const codes = {
  FEED_LIMIT_REACHED: ["Enough addresses", "You have 10 addresses. End one first."],
} as const satisfies Messages;

const feedWords = (t: Texts, { planId, createdAt, readAt }: Feed, here: string): string => {
  const day = (iso: string) => t.date(new Date(iso), { dateStyle: "medium" });
  return t.list(
    [
      planId === null
        ? t("All plans")
        : t(planId === here ? "Only this plan" : "Only another plan"),
      t("made {day}", { day: day(createdAt) }),
      readAt === null ? t("never read") : t("last read {day}", { day: day(readAt) }),
    ],
    { type: "unit" },
  );
};

/** Secret addresses under which the calendars of phones and mail programs read plans. */
export const CalendarFeeds = ({ planId }: { readonly planId: string }) => {
  const t = useTexts();
  const { client } = useRuntime();
  const api = useMemo(() => createShareApi(client), [client]);
  const queries = useQueryClient();
  const toasts = useToasts();
  const [scope, setScope] = useState<"all" | "one">("all");
  const [made, setMade] = useState<string>();
  const [asked, setAsked] = useState<Feed>();
  const feeds = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.feeds(signal) });
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const onError = (error: unknown) => toasts.fail(describeError(t, error, codes).message);
  const subscribe = useMutation({
    mutationFn: () => api.subscribe(scope === "one" ? planId : undefined),
    onSuccess: async ({ token }) => {
      setMade(`${location.origin}/api/v1/calendars/${token}`);
      await refresh();
    },
    onError,
  });
  const end = useMutation({
    mutationFn: (feed: Feed) => api.unsubscribe(feed.id),
    onSuccess: async () => {
      setAsked(undefined);
      setMade(undefined);
      toasts.succeed(t("The address answers nobody any more."));
      await refresh();
    },
    onError,
  });
  return (
    <Section title={t("In your calendar")}>
      <p className="small soft">
        {t(
          "Subscribe to this address in your calendar program: it looks again by itself, and shows what you change. Whoever has the address can read it, so keep it to yourself.",
        )}
      </p>
      <Segmented
        label={t("Meals of")}
        value={scope}
        onChange={setScope}
        choices={SCOPES.map((value) => ({ value, label: t.of(scopeLabels[value]) }))}
      />
      <div className="row">
        <Button isPending={subscribe.isPending} onPress={() => subscribe.mutate()}>
          <Icon name="plus" size={18} /> {t("Make an address")}
        </Button>
      </div>
      {made !== undefined && <CopyLink address={made} />}
      {feeds.isPending ? (
        <Skeleton lines={1} />
      ) : feeds.isError ? (
        <ErrorState error={feeds.error} onRetry={() => void feeds.refetch()} />
      ) : (
        feeds.data.length > 0 && (
          <ul className="list-plain stack stack-tight" aria-label={t("Calendar addresses")}>
            {feeds.data.map((feed) => (
              <li key={feed.id} className="row row-spread">
                <span className="small">{feedWords(t, feed, planId)}</span>
                <Button
                  look="quiet"
                  isSmall
                  aria-label={t("End this address: {address}", {
                    address: feedWords(t, feed, planId),
                  })}
                  onPress={() => setAsked(feed)}
                >
                  {t("End it")}
                </Button>
              </li>
            ))}
          </ul>
        )
      )}
      <ConfirmDialog
        title={t("End this address?")}
        message={t(
          "Calendars that read it get nothing new any more, at once. What they already copied stays there.",
        )}
        confirmLabel={t("End it")}
        isOpen={asked !== undefined}
        isPending={end.isPending}
        onConfirm={() => asked !== undefined && end.mutate(asked)}
        onClose={() => setAsked(undefined)}
      />
    </Section>
  );
};
