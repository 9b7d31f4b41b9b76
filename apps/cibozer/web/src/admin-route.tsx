import { CataloguePage } from "./admin/catalogue-page.tsx";
import { FeedbackListPage } from "./admin/feedback-list-page.tsx";
import { PlannerAdminPage } from "./admin/planner-page.tsx";

/** /admin/planner, loaded by those who go there. */
export const PlannerAdminRoute = () => <PlannerAdminPage />;

/** /admin/catalogue */
export const CatalogueRoute = () => <CataloguePage />;

/** /admin/feedback */
export const FeedbackListRoute = () => <FeedbackListPage />;
