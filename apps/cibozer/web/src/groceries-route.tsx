import { useParams } from "@tanstack/react-router";
import { GroceriesPage } from "./groceries/groceries-page.tsx";

/** /plans/$id/groceries */
export const GroceriesRoute = () => <GroceriesPage id={useParams({ strict: false })["id"] ?? ""} />;
