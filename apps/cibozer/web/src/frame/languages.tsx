import {
  LanguageMenu,
  type LanguageTag,
  sessionKey,
  type User,
  useRuntime,
  useSession,
} from "@plinth/console";
import { loadTexts } from "../texts.ts";

/** The languages of Cibozer. Who is signed in has mails and files in the one that is chosen here. */
export const Languages = () => {
  const { client, queries } = useRuntime();
  const { user } = useSession();
  const keep = async (language: LanguageTag): Promise<void> => {
    const kept = await client.request<{ user: User }>({
      method: "PATCH",
      path: "/api/v1/auth/me",
      body: { language },
    });
    queries.setQueryData(sessionKey, kept.user);
  };
  const onChosen = (tag: LanguageTag): void => {
    // Without a network the pages are in it all the same, and the account stays as it is.
    if (user != null && user.language !== tag) void keep(tag).catch(() => undefined);
  };
  return <LanguageMenu load={loadTexts} onChosen={onChosen} />;
};
