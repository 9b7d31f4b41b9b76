import { AccountPartPage } from "../account/index.ts";
import type { User } from "../client/index.ts";
import { DevicesSection } from "../security/devices/devices-section.tsx";
import { useTexts } from "../texts/index.ts";
import { ConsentSection } from "./consent-section.tsx";
import { CorrectSection } from "./correct-section.tsx";
import { EraseSection } from "./erase-section.tsx";
import { ExportSection } from "./export-section.tsx";

/** What is kept of the signed-in person, what for, and how to get or end it (PRIV-05). */
export const PrivacyPage = (props: { readonly user: User; readonly onSignedOut: () => void }) => {
  const t = useTexts();
  return (
    <AccountPartPage
      title={t("Privacy")}
      lead={t("What you agree to, what is kept of you, and how to get or end it.")}
    >
      <ConsentSection />
      <ExportSection />
      <CorrectSection user={props.user} />
      <DevicesSection onSignedOut={props.onSignedOut} />
      <EraseSection email={props.user.email} onSignedOut={props.onSignedOut} />
    </AccountPartPage>
  );
};
