import { UsagePage } from "@plinth/console";

/** /account/usage, loaded by those who go there. */
export const UsageRoute = () => <UsagePage />;
