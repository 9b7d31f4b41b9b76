import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { readChoice, writeChoice } from "./groceries/choice.ts";
import { GroceriesPage } from "./groceries/groceries-page.tsx";

/** /plans/$id/groceries */
export const GroceriesRoute = () => {
  const id = useParams({ strict: false })["id"] ?? "";
  const search: Readonly<Record<string, string>> = useSearch({ strict: false });
  const navigate = useNavigate();
  return (
    <GroceriesPage
      key={id}
      id={id}
      choice={readChoice(search)}
      onChoose={(choice) =>
        void navigate({
          to: `/plans/${id}/groceries`,
          search: writeChoice(choice),
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
};
