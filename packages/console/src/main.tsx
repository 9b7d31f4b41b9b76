import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createConsoleRouter } from "./app/router.tsx";
import { createPageLiveFeed, createRuntime, RuntimeProvider } from "./shell/index.ts";
import "./console.css";

const runtime = createRuntime({ openLive: createPageLiveFeed });
const router = createConsoleRouter(runtime, import.meta.env.BASE_URL);
const place = document.getElementById("app");
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <RuntimeProvider runtime={runtime}>
        <RouterProvider router={router} />
      </RuntimeProvider>
    </StrictMode>,
  );
}
