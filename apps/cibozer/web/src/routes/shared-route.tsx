import { SharedPage } from "../share/shared-page.tsx";

/** /shared#token=…, for people without an account. */
export const SharedRoute = () => <SharedPage />;
