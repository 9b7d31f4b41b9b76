import {
  createRuntime,
  english,
  type Runtime,
  RuntimeProvider,
  type Texts,
  TextsProvider,
} from "@plinth/console";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createKitchen, openKitchenWorker } from "./kitchen/kitchen.ts";
import { KitchenContext } from "./kitchen/use-kitchen.ts";
import { createLazyOffline } from "./offline/lazy-offline.ts";
import { createWebRouter } from "./router.tsx";
import { loadTexts } from "./texts.ts";
import "./brand.css";

const runtime: Runtime = createRuntime(createLazyOffline(() => runtime));
const router = createWebRouter(runtime);
const kitchen = createKitchen(openKitchenWorker);
const place = document.getElementById("app");

const start = (texts: Texts): void => {
  if (place === null) return;
  createRoot(place).render(
    <StrictMode>
      <TextsProvider first={texts}>
        <RuntimeProvider runtime={runtime}>
          <KitchenContext value={kitchen}>
            <RouterProvider router={router} />
          </KitchenContext>
        </RuntimeProvider>
      </TextsProvider>
    </StrictMode>,
  );
};

// Found before the first paint (theme-init.js). A catalog that does not come is no reason to show
// nothing.
const { lang } = document.documentElement;
if (lang === "en") start(english);
else loadTexts(lang).then(start, () => start(english));
