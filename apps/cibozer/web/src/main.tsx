import { createRuntime, type Runtime, RuntimeProvider } from "@plinth/console";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createKitchen, openKitchenWorker } from "./kitchen/kitchen.ts";
import { KitchenContext } from "./kitchen/use-kitchen.ts";
import { createLazyOffline } from "./offline/lazy-offline.ts";
import { createWebRouter } from "./router.tsx";
import "./brand.css";

const runtime: Runtime = createRuntime(createLazyOffline(() => runtime));
const router = createWebRouter(runtime);
const kitchen = createKitchen(openKitchenWorker);
const place = document.getElementById("app");
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <RuntimeProvider runtime={runtime}>
        <KitchenContext value={kitchen}>
          <RouterProvider router={router} />
        </KitchenContext>
      </RuntimeProvider>
    </StrictMode>,
  );
}
