import type { ReactNode } from "react";
import { PageLink } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { PageHeading } from "./account-frame.tsx";

/** A page of a part of the account, and the way back to all of it. */
export const AccountPartPage = (props: {
  readonly title: string;
  /** What the part is about, in a sentence. */
  readonly lead: string;
  readonly children: ReactNode;
}) => {
  const t = useTexts();
  return (
    <div className="page page-middle stack stack-wide">
      <div className="stack stack-tight">
        <p className="small">
          <PageLink to="/account">{t("Your account")}</PageLink>
        </p>
        <PageHeading>{props.title}</PageHeading>
        <p className="soft">{props.lead}</p>
      </div>
      {props.children}
    </div>
  );
};
