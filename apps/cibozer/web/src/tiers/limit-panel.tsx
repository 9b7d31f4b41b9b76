import { Button, buttonClass, PageLink, useScrollIntoView, useTexts } from "@plinth/console";
import { limitWords, type PlanLimit } from "./limit-words.ts";

/** Why this plan is not begun, and the ways on: a larger tier, or a single day, which never counts. */
export const LimitPanel = (props: {
  readonly limit: PlanLimit;
  readonly days: number;
  readonly onSingleDay: () => void;
}) => {
  const t = useTexts();
  const { title, text } = limitWords(t, props.limit, props.days);
  const place = useScrollIntoView(props.limit);
  return (
    <section className="card refusal stack" role="alert" aria-label={t("Your tier")}>
      <div ref={place}>
        <h2>{title}</h2>
      </div>
      <p>{text}</p>
      <p className="soft">
        {t(
          "What you entered is kept in this tab. Single days never count, and neither do swaps, changes and lists.",
        )}
      </p>
      <div className="row">
        <PageLink to="/account/billing" className={buttonClass({ look: "primary" })}>
          {t("See the larger tiers")}
        </PageLink>
        <Button onPress={props.onSingleDay}>{t("Plan a single day")}</Button>
      </div>
    </section>
  );
};
