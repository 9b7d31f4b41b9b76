import { useParams, useRouter } from "@tanstack/react-router";
import { readChoice, writeChoice } from "./groceries/choice.ts";
import { SharePage } from "./share/share-page.tsx";

/** /plans/$id/share, loaded by those who go there. */
export const ShareRoute = () => {
  const id = useParams({ strict: false })["id"] ?? "";
  const router = useRouter();
  return (
    <SharePage
      key={id}
      id={id}
      choice={readChoice(router.state.location.search)}
      onChoose={(choice) =>
        void router.navigate({
          to: `/plans/${id}/share`,
          search: writeChoice(choice),
          replace: true,
          resetScroll: false,
        })
      }
    />
  );
};
