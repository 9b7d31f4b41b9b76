import { BillingPage, buttonClass, Notice, PageLink } from "@plinth/console";
import { hasKeptWishes } from "./api/wishes.ts";

/** /account/billing, loaded by those who go there; who came from a plan finds the way back to it. */
export const BillingRoute = () => (
  <BillingPage>
    {hasKeptWishes() && (
      <Notice title="The plan that you began is kept">
        <PageLink to="/plans/new" className={buttonClass({ isSmall: true })}>
          Go on with it
        </PageLink>
      </Notice>
    )}
  </BillingPage>
);
