import { PageHeading, PageLink, useTexts } from "@plinth/console";
import { Plate } from "../art/plate.tsx";

/** No such page: an empty plate. */
export const NotFoundPage = () => {
  const t = useTexts();
  return (
    <div className="page">
      <div className="state">
        <Plate name="nothing" parts={[]} size={140} />
        <PageHeading>{t("Nothing on this plate")}</PageHeading>
        <p className="soft">{t("The address may be mistyped, or the page has moved.")}</p>
        <PageLink to="/" className="btn btn-primary">
          {t("Go to the start")}
        </PageLink>
      </div>
    </div>
  );
};
