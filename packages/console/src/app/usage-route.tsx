import { UsagePage } from "../usage/index.ts";

/** The usage page of the signed-in person. */
export const UsageRoute = () => <UsagePage />;
