import { useParams } from "@tanstack/react-router";
import { SharePage } from "./share/share-page.tsx";

/** /plans/$id/share, loaded by those who go there. */
export const ShareRoute = () => <SharePage id={useParams({ strict: false })["id"] ?? ""} />;
