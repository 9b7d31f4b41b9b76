import { useInfiniteQuery } from "@tanstack/react-query";
import { describeAgent } from "../../account/index.ts";
import { Button, ErrorState, Icon, MorePages, Notice, Skeleton } from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";
import { SignOutEverywhere } from "../devices/devices-section.tsx";
import { Ago } from "../parts/loaded.tsx";
import { securityKeys } from "../parts/queries.ts";
import { goToSection, SecuritySection } from "../parts/section.tsx";
import { type ActivityEntry, useSecurityApi } from "../security-api.ts";
import { describeActivity } from "./activity-words.ts";

/** What happened to the account lately, and what to do if somebody else did it. */
export const ActivitySection = (props: { readonly onSignedOut: () => void }) => {
  const t = useTexts();
  return (
    <SecuritySection
      id="activity"
      title={t("Recent activity")}
      lead={t("What happened to your account in the last 90 days.")}
    >
      <Notice title={t("Was that not you?")}>
        <div className="stack stack-tight">
          <p>
            {t("Change your password, then sign out everywhere. Look through your API keys, too.")}
          </p>
          <div className="row">
            <Button isSmall onPress={() => goToSection("password")}>
              {t("Go to the password")}
            </Button>
            <SignOutEverywhere isSmall onSignedOut={props.onSignedOut} />
          </div>
        </div>
      </Notice>
      <Activity />
    </SecuritySection>
  );
};

const Activity = () => {
  const t = useTexts();
  const api = useSecurityApi();
  const query = useInfiniteQuery({
    queryKey: securityKeys.activity,
    queryFn: ({ pageParam, signal }) => api.activity(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
  if (query.isPending) return <Skeleton lines={6} />;
  if (query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const entries = query.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0) {
    return <p>{t("Nothing yet. From now on you find sign-ins and changes here.")}</p>;
  }
  return (
    <div className="stack">
      <ul className="list-plain activity" aria-label={t("Recent activity")}>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ul>
      <MorePages query={query} label={t("Show more")} />
    </div>
  );
};

const Entry = ({ entry }: { readonly entry: ActivityEntry }) => {
  const t = useTexts();
  const words = describeActivity(t, entry);
  return (
    <li className="activity-entry" data-tone={words.tone}>
      <span className="activity-icon">
        <Icon name={words.icon} size={18} />
      </span>
      <div>
        <p>
          {words.text}
          {entry.times > 1 && (
            <span className="soft"> {t.plural(entry.times, "(once)", "({n} times)")}</span>
          )}
        </p>
        <p className="small soft">
          <Ago iso={entry.at} />
          {entry.agent !== null && ` · ${describeAgent(t, entry.agent)}`}
          {entry.address !== null && ` · ${entry.address}`}
        </p>
      </div>
    </li>
  );
};
