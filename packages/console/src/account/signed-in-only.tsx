import { useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { buttonClass, EmptyState } from "../kit/index.ts";
import { useSession } from "../session/index.ts";
import { PageLink } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { accountLinks } from "./account-frame.tsx";

/** Shows its children while somebody is signed in, and a way back when the session has ended. */
export const SignedInOnly = (props: { readonly children: ReactNode }) => {
  const t = useTexts();
  const { user } = useSession();
  const from = useRouterState({ select: ({ location }) => location.href });
  if (user !== null) return props.children;
  return (
    <EmptyState
      title={t("You are signed out")}
      action={
        <PageLink
          to={accountLinks.signIn}
          search={{ from }}
          className={buttonClass({ look: "primary" })}
        >
          {t("Sign in again")}
        </PageLink>
      }
    >
      <p>{t("Your session has ended. Sign in, and you come back to this page.")}</p>
    </EmptyState>
  );
};
