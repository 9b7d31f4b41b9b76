import { Button, Notice } from "../../kit/index.ts";
import { AccountFrame, useFocusFirst } from "../account-frame.tsx";

/** After a link was asked for: nothing to do here but to look into the mail. */
export const LinkSentStep = (props: { readonly email: string; readonly onBack: () => void }) => {
  const place = useFocusFirst();
  return (
    <AccountFrame title="Look into your mail" lead="You can close this page.">
      <div className="stack" ref={place}>
        <Notice tone="ok" title="A link is on its way">
          If there is an account for <strong>{props.email}</strong>, the mail comes within a minute.
          Its link signs you in once, within 15 minutes.
        </Notice>
        <p className="small soft">Nothing there? Look among the unwanted mail, too.</p>
        <Button onPress={props.onBack}>Back to sign-in</Button>
      </div>
    </AccountFrame>
  );
};
