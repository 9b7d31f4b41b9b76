import { Link, type LinkProps } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** A link inside the application, whichever application that is: paths are plain strings. */
export const PageLink = (props: {
  readonly to: string;
  readonly search?: Readonly<Record<string, string>>;
  readonly className?: string;
  readonly children: ReactNode;
  readonly "aria-label"?: string;
  readonly onClick?: () => void;
  readonly tabIndex?: 0 | -1;
}) => {
  const { to, search, children, ...rest } = props;
  // The kit cannot know the routes of the application that registered its router.
  const target = { to, ...(search === undefined ? {} : { search }) } as unknown as LinkProps;
  return (
    <Link {...target} {...rest}>
      {children}
    </Link>
  );
};
