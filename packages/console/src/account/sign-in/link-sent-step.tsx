import { Button, Notice } from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";
import { AccountFrame, useFocusFirst } from "../account-frame.tsx";

/** After a link was asked for: nothing to do here but to look into the mail. */
export const LinkSentStep = (props: { readonly email: string; readonly onBack: () => void }) => {
  const t = useTexts();
  const place = useFocusFirst();
  return (
    <AccountFrame title={t("Look into your mail")} lead={t("You can close this page.")}>
      <div className="stack" ref={place}>
        <Notice tone="ok" title={t("A link is on its way")}>
          {t.rich(
            "If there is an account for <strong>{email}</strong>, the mail comes within a minute. Its link signs you in once, within 15 minutes.",
            { email: props.email, strong: (words) => <strong>{words}</strong> },
          )}
        </Notice>
        <p className="small soft">{t("Nothing there? Look among the unwanted mail, too.")}</p>
        <Button onPress={props.onBack}>{t("Back to sign-in")}</Button>
      </div>
    </AccountFrame>
  );
};
