import { Button, Icon, type Messages, Notice, PageLink, useTexts } from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Choice, choiceQuery } from "../groceries/choice.ts";
import { profileKeys, useProfileApi } from "../profile/use-profile.ts";
import { MailPlan } from "./mail-plan.tsx";

const FILES = ["pdf", "ics", "csv", "txt", "json"] as const;
const fileWords = {
  pdf: { label: "PDF", note: "a page for each day and the list, to print or keep" },
  ics: { label: "Calendar file", note: "every meal as an entry; import it again to update" },
  csv: { label: "Table", note: "CSV, one line a dish" },
  txt: { label: "Text", note: "days and groceries, to paste anywhere" },
  json: { label: "Cibozer file", note: "JSON, can be read back in under Plans" },
} as const satisfies Messages;

/** Where a file of the plan is, in the language of this page; what is read back in is all of it. */
const fileAddress = (id: string, format: (typeof FILES)[number], choice: Choice): string => {
  const query = new URLSearchParams({
    ...(format === "pdf" ? {} : { format }),
    lang: document.documentElement.lang,
    ...(format === "json" ? {} : choiceQuery(choice)),
  });
  return `/api/v1/plans/${id}/${format === "pdf" ? "pdf" : "file"}?${query}`;
};

/** A plan as files, and by mail. */
export const Files = (props: {
  readonly id: string;
  readonly choice: Choice;
  readonly onChoose: (choice: Choice) => void;
}) => {
  const t = useTexts();
  const { id, choice } = props;
  const profile = useProfileApi();
  const consent = useQuery({
    queryKey: profileKeys.consent,
    queryFn: ({ signal }) => profile.consent(signal),
    enabled: choice.along.length > 0,
  });
  // The server would refuse each of them, and a refusal would be what is downloaded.
  if (choice.along.length > 0 && consent.data?.isGiven === false) {
    return <Refused onAlone={() => props.onChoose({ ...choice, along: [], scale: 1 })} />;
  }
  return (
    <>
      <ul className="files list-plain">
        {FILES.map((format) => (
          <li key={format}>
            <a href={fileAddress(id, format, choice)} download>
              <Icon name="download" size={18} /> {t.of(fileWords[format].label)}
            </a>
            <span className="small soft">{t.of(fileWords[format].note)}</span>
          </li>
        ))}
      </ul>
      <MailPlan id={id} choice={choice} />
    </>
  );
};

/** Of an address that names people of whom nothing may be read any more. */
const Refused = ({ onAlone }: { readonly onAlone: () => void }) => {
  const t = useTexts();
  return (
    <Notice tone="warn" title={t("Who eats along may not be read")}>
      <div className="stack stack-tight">
        <p>
          {t.rich(
            "This address names people of your household, whom you took your consent back for. <a>Give it again</a>, or take the plan along for yourself.",
            { a: (words: ReactNode) => <PageLink to="/profile">{words}</PageLink> },
          )}
        </p>
        <div className="row">
          <Button onPress={onAlone}>{t("For me alone")}</Button>
        </div>
      </div>
    </Notice>
  );
};
