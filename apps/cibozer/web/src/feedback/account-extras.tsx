import { buttonClass, PageLink, Section, usePermissions, useTexts } from "@plinth/console";

/** What the account page has beyond the platform's: a word to us, and the way to what runs Cibozer. */
export const AccountExtras = () => {
  const t = useTexts();
  const { may } = usePermissions();
  return (
    <>
      <Section title={t("Feedback")}>
        <p className="soft">{t("What you like, what you miss, and what does not work.")}</p>
        <div>
          <PageLink to="/feedback" className={buttonClass({})}>
            {t("Tell us what you think")}
          </PageLink>
        </div>
      </Section>
      {(may("planner:read") || may("feedback:read")) && (
        <Section title={t("Run Cibozer")}>
          <p className="soft">
            {t("How the planner is used, what it brings, and what people say.")}
          </p>
          <div>
            <PageLink
              to={may("planner:read") ? "/admin/planner" : "/admin/feedback"}
              className={buttonClass({})}
            >
              {t("Open the administration")}
            </PageLink>
          </div>
        </Section>
      )}
    </>
  );
};
