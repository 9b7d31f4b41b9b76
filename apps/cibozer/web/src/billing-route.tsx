import { BillingPage } from "@plinth/console";

/** /account/billing, loaded by those who go there. */
export const BillingRoute = () => <BillingPage />;
