import { HistoryPage } from "../history/history-page.tsx";

/** /history */
export const HistoryRoute = () => <HistoryPage />;
