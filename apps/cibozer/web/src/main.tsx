import {
  createRuntime,
  english,
  type Runtime,
  RuntimeProvider,
  type Texts,
  TextsProvider,
} from "@plinth/console";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { createKitchen, openKitchenWorker } from "./kitchen/kitchen.ts";
import { KitchenContext } from "./kitchen/use-kitchen.ts";
import { createLazyOffline } from "./offline/lazy-offline.ts";
import { createWebRouter } from "./routes/router.tsx";
import { loadTexts } from "./texts.ts";
import "./brand.css";

/** A page that is not known by then begins with a placeholder. */
const PATIENCE_MS = 1_000;

const rest = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Draws the pages in slices, between which the browser paints and hears. */
const draw = (place: HTMLElement, texts: Texts, parts: Parts): void =>
  startTransition(() => {
    createRoot(place).render(
      <StrictMode>
        <TextsProvider first={texts}>
          <RuntimeProvider runtime={parts.runtime}>
            <KitchenContext value={parts.kitchen}>
              <RouterProvider router={parts.router} />
            </KitchenContext>
          </RuntimeProvider>
        </TextsProvider>
      </StrictMode>,
    );
  });

const createParts = () => {
  const runtime: Runtime = createRuntime(createLazyOffline(() => runtime));
  return {
    runtime,
    router: createWebRouter(runtime),
    kitchen: createKitchen(openKitchenWorker),
  };
};
type Parts = ReturnType<typeof createParts>;

const start = async (place: HTMLElement): Promise<void> => {
  // Found before the first paint (theme-init.js). A catalog that does not come is no reason to show
  // nothing.
  const { lang } = document.documentElement;
  const texts = lang === "en" ? english : loadTexts(lang).catch(() => english);
  // Reading the scripts, and making the parts, are tasks of their own: in between the browser hears.
  await rest(0);
  const parts = createParts();
  await rest(0);
  // Which page it is, who is there, and its scripts: drawn once they are known, not three times
  // (PERF-04).
  await Promise.race([parts.router.load(), rest(PATIENCE_MS)]);
  draw(place, await texts, parts);
};

const place = document.getElementById("app");
if (place !== null) void start(place);
