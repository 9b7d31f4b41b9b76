import { type Messages, Notice, useTexts } from "@plinth/console";
import type { Profile } from "./profile-api.ts";
import { cautionOf } from "./targets.ts";

/** What is to be said, wherever energy is planned for somebody. */
export const cautionWords = {
  minor:
    "Plans and their numbers are for adults. How much somebody under 19 needs is for a doctor or dietitian to say; nobody who still grows should eat less to lose weight.",
  underweight:
    "By your height you weigh little already, and this is less than you spend. Speak with a doctor before you lose weight.",
  resting:
    "This is less than your body spends at rest. Eat that little only when a doctor watches over it.",
} as const satisfies Messages;

/** Says what speaks against planning so little for somebody. */
export const Caution = (props: { readonly profile: Profile; readonly kcal: number }) => {
  const t = useTexts();
  const caution = cautionOf(props.profile, new Date().getFullYear(), props.kcal);
  if (caution === undefined) return null;
  return (
    <div role="status">
      <Notice tone="warn" title={t("Before you plan this")}>
        {t.of(cautionWords[caution])}
      </Notice>
    </div>
  );
};
