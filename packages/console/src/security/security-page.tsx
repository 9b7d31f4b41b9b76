import { AccountPartPage, ChangePassword } from "../account/index.ts";
import type { User } from "../client/index.ts";
import { useTexts } from "../texts/index.ts";
import { ActivitySection } from "./activity/activity-section.tsx";
import { DevicesSection } from "./devices/devices-section.tsx";
import { KeysSection } from "./keys/keys-section.tsx";
import { SecuritySection } from "./parts/section.tsx";
import { PasskeysSection } from "./passkeys/passkeys-section.tsx";
import { TwoStepSection } from "./two-step/two-step-section.tsx";

/** How the signed-in person signs in, where they are signed in, and what happened lately. */
export const SecurityPage = (props: { readonly user: User; readonly onSignedOut: () => void }) => {
  const t = useTexts();
  const { user, onSignedOut } = props;
  return (
    <AccountPartPage
      title={t("Security")}
      lead={t("How you sign in, where you are signed in, and what happened lately.")}
    >
      <SecuritySection
        id="password"
        title={t("Password")}
        lead={t("A new one signs out all other browsers, and we tell you by mail.")}
      >
        <ChangePassword email={user.email} name={user.name} />
      </SecuritySection>
      <TwoStepSection />
      <PasskeysSection />
      <DevicesSection onSignedOut={onSignedOut} />
      <KeysSection />
      <ActivitySection onSignedOut={onSignedOut} />
    </AccountPartPage>
  );
};
