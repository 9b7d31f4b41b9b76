import { PageHeading, PageLink } from "@plinth/console";
import { Plate } from "../art/plate.tsx";

/** No such page: an empty plate. */
export const NotFoundPage = () => (
  <div className="page">
    <div className="state">
      <Plate name="nothing" parts={[]} size={140} />
      <PageHeading>Nothing on this plate</PageHeading>
      <p className="soft">The address may be mistyped, or the page has moved.</p>
      <PageLink to="/" className="btn btn-primary">
        Go to the start
      </PageLink>
    </div>
  </div>
);
