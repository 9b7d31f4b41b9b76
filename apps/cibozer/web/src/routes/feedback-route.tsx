import { FeedbackPage } from "../feedback/feedback-page.tsx";

/** /feedback, loaded by those who go there. */
export const FeedbackRoute = () => <FeedbackPage />;
