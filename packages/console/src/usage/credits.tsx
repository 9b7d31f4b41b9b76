import { useQuery } from "@tanstack/react-query";
import { Card, ErrorState, Skeleton } from "../kit/index.ts";
import { useRuntime } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { type CreditEntry, loadCredits } from "./credits-api.ts";
import { amountWords, creditWords, kindWords } from "./credits-words.ts";

/** The credits of the signed-in person; nothing where the application has none. */
export const Credits = () => {
  const t = useTexts();
  const { client } = useRuntime();
  const found = useQuery({
    queryKey: ["credits"],
    queryFn: ({ signal }) => loadCredits(client, signal),
    staleTime: 0,
  });
  if (found.isPending) return <Skeleton lines={2} height="2rem" />;
  if (found.data === undefined) {
    return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  }
  if (found.data === null) return null;
  const { balance, entries } = found.data;
  return (
    <Card label={t("Credits")}>
      <div className="stack">
        <h2>{t("Credits")}</h2>
        <p className="numbers">{t("You have {balance}.", { balance: creditWords(t, balance) })}</p>
        {entries.length === 0 ? (
          <p className="small soft">{t("Nothing has moved them so far.")}</p>
        ) : (
          <ul className="list-plain divided small" aria-label={t("What moved your credits last")}>
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
};

const Entry = ({ entry }: { readonly entry: CreditEntry }) => {
  const t = useTexts();
  return (
    <li className="row row-spread">
      <span>
        {t.rich("{kind}: <reason></reason>", {
          kind: kindWords(t, entry.kind),
          reason: () => <span className="wrap-anywhere">{entry.reason}</span>,
        })}
        <time className="soft line numbers" dateTime={entry.at}>
          {t.date(new Date(entry.at), { dateStyle: "medium", timeStyle: "short" })}
        </time>
      </span>
      <span className="numbers">{amountWords(t, entry.amount)}</span>
    </li>
  );
};
