import { PageHeading, PageLink, useTexts } from "@plinth/console";
import { SetTable } from "../art/set-table.tsx";
import { NOT_FOUND_WORDS } from "./error-words.ts";

/** No such page: an empty plate. */
export const NotFoundPage = () => {
  const t = useTexts();
  return (
    <div className="page">
      <div className="state">
        <SetTable size={140} />
        <PageHeading>{t.of(NOT_FOUND_WORDS.title)}</PageHeading>
        <p className="soft">{t.of(NOT_FOUND_WORDS.text)}</p>
        <PageLink to="/" className="btn btn-primary">
          {t.of(NOT_FOUND_WORDS.start)}
        </PageLink>
      </div>
    </div>
  );
};
