import { useRouterState, useSearch } from "@tanstack/react-router";
import { usePermissions } from "../admin/permissions.ts";
import { timeSearch } from "../kit/chart/time-range.ts";
import { PageLink, showShortcuts, useIsWide } from "../shell/index.ts";
import { type OperationsGroup, openGroups } from "./operations-pages.ts";

/**
 * The way between the pages of whoever operates, as far as they open; the time shown goes along.
 * Where there is no room it is one line that opens.
 */
export const OperationsNav = () => {
  const { may } = usePermissions();
  const isWide = useIsWide();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const groups = openGroups(may);
  const pages = groups.flatMap((group) => group.pages);
  if (pages.length < 2) return null;
  const here = pages.find(({ to }) => `${path}/`.includes(`${to}/`));
  return (
    // Another page is another menu: it closes, and leaves the focus to the heading of that page.
    <nav key={path} aria-label="Operations" className="operations-nav">
      {isWide ? (
        <div className="row row-top">
          <Groups groups={groups} />
          <button
            type="button"
            className="btn btn-quiet btn-small operations-keys"
            aria-label="Keyboard shortcuts"
            onClick={showShortcuts}
          >
            <kbd>?</kbd>
          </button>
        </div>
      ) : (
        <details>
          <summary className="btn btn-secondary btn-small">
            Operations{here === undefined ? "" : `: ${here.label}`}
          </summary>
          <Groups groups={groups} />
        </details>
      )}
    </nav>
  );
};

const Groups = ({ groups }: { readonly groups: readonly OperationsGroup[] }) => {
  const search: Readonly<Record<string, string>> = useSearch({ strict: false });
  return (
    <dl className="operations-groups">
      {groups.map(({ label, pages }) => (
        <div key={label}>
          <dt className="small soft">{label}</dt>
          {pages.map((page) => (
            <dd key={page.to}>
              <PageLink
                to={page.to}
                search={timeSearch(search)}
                className="btn btn-quiet btn-small"
              >
                {page.label}
              </PageLink>
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
};
