import { buttonClass, PageLink, Section, usePermissions } from "@plinth/console";

/** What the account page has beyond the platform's: a word to us, and the way to what runs Cibozer. */
export const AccountExtras = () => {
  const { may } = usePermissions();
  return (
    <>
      <Section title="Feedback">
        <p className="soft">What you like, what you miss, and what does not work.</p>
        <div>
          <PageLink to="/feedback" className={buttonClass({})}>
            Tell us what you think
          </PageLink>
        </div>
      </Section>
      {(may("planner:read") || may("feedback:read")) && (
        <Section title="Run Cibozer">
          <p className="soft">How the planner is used, what it brings, and what people say.</p>
          <div>
            <PageLink
              to={may("planner:read") ? "/admin/planner" : "/admin/feedback"}
              className={buttonClass({})}
            >
              Open the administration
            </PageLink>
          </div>
        </Section>
      )}
    </>
  );
};
