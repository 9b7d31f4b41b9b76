/** A small Express site as most are put online: NODE_ENV=production, pages, a form, and no helmet. */
import express from "express";

const app = express();
app.use(express.urlencoded({ extended: false }));

const page = (title, body) =>
  `<!doctype html><html lang="en"><head><title>${title}</title></head><body>${body}</body></html>`;

app.get("/", (_request, response) => {
  response.send(page("Guest book", '<h1>Guest book</h1><a href="/about">About</a>'));
});

app.get("/about", (_request, response) => {
  response.send(page("About", "<p>Made on a Sunday.</p>"));
});

app.get("/api/entries", (_request, response) => {
  response.json([{ name: "Ada", text: "Nice place." }]);
});

app.post("/api/entries", (request, response) => {
  const { name, text } = request.body ?? {};
  if (typeof name !== "string" || typeof text !== "string") {
    response.status(400).json({ error: "name and text are needed" });
    return;
  }
  response.status(201).json({ name, text });
});

app.listen(Number(process.env.PORT), "127.0.0.1");
