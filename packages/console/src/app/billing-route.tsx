import { BillingPage } from "../billing/index.ts";

/** The billing page of the signed-in person. */
export const BillingRoute = () => <BillingPage />;
