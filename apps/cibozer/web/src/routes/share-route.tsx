import { useParams } from "@tanstack/react-router";
import { useChoice } from "../groceries/use-choice.ts";
import { SharePage } from "../share/share-page.tsx";

/** /plans/$id/share, loaded by those who go there. */
export const ShareRoute = () => {
  const id = useParams({ strict: false })["id"] ?? "";
  const choosing = useChoice(`/plans/${id}/share`);
  return <SharePage key={id} id={id} {...choosing} />;
};
