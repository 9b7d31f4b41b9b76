import { Outlet } from "@tanstack/react-router";
import { Skeleton } from "../kit/index.ts";
import { OperationsNav } from "./operations-nav.tsx";

/**
 * The menu of whoever operates, which comes with the first script and stands while pages come and go
 * below it: on call, on a phone, it is what somebody waits for (UX-03).
 */
export const OperationsFrame = () => (
  <div className="page stack">
    <OperationsNav />
    <Outlet />
  </div>
);

/** In the place of a page whose script is on its way. */
export const PageComing = () => <Skeleton lines={8} />;
