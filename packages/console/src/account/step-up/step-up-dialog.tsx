import { useRouterState } from "@tanstack/react-router";
import { type ComponentType, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { describeError, type StepUpNeed } from "../../client/index.ts";
import { useToasts } from "../../kit/index.ts";
import { loadPart, useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";

/**
 * Asks the person to confirm who they are whenever calls wait for that (RFC 9470). One in the frame
 * of an application is enough; its window is loaded when it is first needed.
 */
export const StepUpDialog = () => {
  const t = useTexts();
  const runtime = useRuntime();
  const { stepUp } = runtime;
  const toasts = useToasts();
  const need = useSyncExternalStore(stepUp.subscribe, stepUp.current, () => undefined);
  const [Window, setWindow] = useState<ComponentType<{ readonly need: StepUpNeed }>>();
  const isAsked = need !== undefined;

  useEffect(() => {
    if (!isAsked || Window !== undefined) return;
    loadPart(runtime, () => import("./step-up-window.tsx")).then(
      (part) => setWindow(() => part.StepUpWindow),
      (error: unknown) => {
        toasts.fail(describeError(t, error).message);
        stepUp.cancel();
      },
    );
  }, [isAsked, Window, runtime, stepUp, toasts, t]);

  // Whoever goes to another page does not want the answer any more.
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current !== path) stepUp.cancel();
    before.current = path;
  }, [path, stepUp]);

  return need === undefined || Window === undefined ? null : <Window need={need} />;
};
