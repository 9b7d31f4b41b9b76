import { PageHeading } from "../account/index.ts";
import { buttonClass } from "../kit/index.ts";
import { useSession } from "../session/index.ts";
import { PageLink } from "../shell/index.ts";

/** The console's front door. */
export const HomePage = () => {
  const { user } = useSession();
  return (
    <div className="page page-middle stack">
      <PageHeading>Console</PageHeading>
      <p className="soft">Your account, your devices and, in development, the mailbox.</p>
      <div className="row">
        <PageLink to={user ? "/account" : "/signin"} className={buttonClass({ look: "primary" })}>
          {user ? "Your account" : "Sign in"}
        </PageLink>
        <PageLink to="/mailbox" className={buttonClass({})}>
          Development mailbox
        </PageLink>
      </div>
    </div>
  );
};

/** No such page. */
export const NotFoundPage = () => (
  <div className="page page-middle stack">
    <PageHeading>Nothing is here</PageHeading>
    <p className="soft">The address may be mistyped, or the page has moved.</p>
    <PageLink to="/" className={buttonClass({})}>
      Go to the start
    </PageLink>
  </div>
);
