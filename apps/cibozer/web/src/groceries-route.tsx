import { useParams, useRouter } from "@tanstack/react-router";
import { readChoice, writeChoice } from "./groceries/choice.ts";
import { GroceriesPage } from "./groceries/groceries-page.tsx";

/** /plans/$id/groceries */
export const GroceriesRoute = () => {
  const id = useParams({ strict: false })["id"] ?? "";
  const router = useRouter();
  return (
    <GroceriesPage
      key={id}
      id={id}
      choice={readChoice(router.state.location.search)}
      onChoose={(choice) =>
        void router.navigate({
          to: `/plans/${id}/groceries`,
          search: writeChoice(choice),
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
};
