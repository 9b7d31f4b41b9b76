import { BillingPage, buttonClass, Notice, PageLink, useTexts } from "@plinth/console";
import { keptText } from "../../api/kept-wishes.ts";

/** /account/billing, loaded by those who go there; who came from a plan finds the way back to it. */
export const BillingRoute = () => {
  const t = useTexts();
  return (
    <BillingPage>
      {keptText() !== null && (
        <Notice title={t("The plan that you began is kept")}>
          <PageLink to="/plans/new" className={buttonClass({ isSmall: true })}>
            {t("Go on with it")}
          </PageLink>
        </Notice>
      )}
    </BillingPage>
  );
};
