import { InEnglish } from "@plinth/console";
import { CataloguePage } from "../admin/catalogue-page.tsx";
import { FeedbackListPage } from "../admin/feedback-list-page.tsx";
import { PlannerAdminPage } from "../admin/planner-page.tsx";
import { RecipeReviewPage } from "../admin/recipe-review-page.tsx";
import { ReportsPage } from "../admin/reports-page.tsx";

/** /admin/planner, loaded by those who go there. */
export const PlannerAdminRoute = () => (
  <InEnglish>
    <PlannerAdminPage />
  </InEnglish>
);

/** /admin/catalogue */
export const CatalogueRoute = () => (
  <InEnglish>
    <CataloguePage />
  </InEnglish>
);

/** /admin/recipes */
export const RecipeReviewRoute = () => (
  <InEnglish>
    <RecipeReviewPage />
  </InEnglish>
);

/** /admin/feedback */
export const FeedbackListRoute = () => (
  <InEnglish>
    <FeedbackListPage />
  </InEnglish>
);

/** /admin/reports */
export const ReportsRoute = () => (
  <InEnglish>
    <ReportsPage />
  </InEnglish>
);
