/** Filters the routes and sends requests. The page is complete without it. */
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

const INTERESTING = [
  "content-type",
  "location",
  "etag",
  "cache-control",
  "ratelimit",
  "ratelimit-policy",
  "retry-after",
  "x-request-id",
];
const TIMEOUT_MS = 30_000;

/** An element with text; text never becomes markup. */
const element = (name, text = "", className = "") => {
  const made = document.createElement(name);
  made.textContent = text;
  if (className !== "") made.className = className;
  return made;
};

const openTarget = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
};

const filterRoutes = (text) => {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const operations = all(".operation");
  let shown = 0;
  for (const operation of operations) {
    const fits = words.every((word) => operation.dataset.words.includes(word));
    operation.hidden = !fits;
    if (fits) shown += 1;
    const link = one(`.side [data-for="${CSS.escape(operation.id)}"]`);
    if (link !== null) link.hidden = !fits;
  }
  for (const group of all(".group")) {
    group.hidden = one(".operation:not([hidden])", group) === null;
  }
  for (const group of all(".side > ul > li")) {
    group.hidden = one("li:not([hidden])", group) === null;
  }
  one(".none").hidden = shown > 0;
  one("#count").textContent =
    words.length === 0 ? `${operations.length} routes` : `${shown} of ${operations.length} routes`;
};

const addressOf = (form) => {
  let path = form.dataset.path;
  const query = new URLSearchParams();
  for (const input of all("input[data-in]", form)) {
    if (input.dataset.in === "path") {
      path = path.replace(`{${input.name}}`, encodeURIComponent(input.value));
    } else if (input.value !== "") query.append(input.name, input.value);
  }
  const tail = query.toString();
  return tail === "" ? path : `${path}?${tail}`;
};

const csrfToken = async () => {
  const answer = await fetch("/api/csrf-token", { headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).token : undefined;
};

const headersFor = async (form) => {
  const headers = { Accept: "application/json, */*;q=0.5" };
  if (one("textarea", form) !== null) headers["Content-Type"] = "application/json";
  if (form.dataset.csrf === "yes") {
    const token = await csrfToken();
    if (token !== undefined) headers["X-CSRF-Token"] = token;
  }
  return headers;
};

const readable = (text, type) => {
  if (!type.includes("json")) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
};

const showAnswer = (result, answer, text, milliseconds) => {
  const mood = answer.ok ? "good" : "bad";
  const line = element(
    "p",
    `${answer.status} ${answer.statusText} in ${milliseconds} ms`,
    `line ${mood}`,
  );
  const headers = document.createElement("dl");
  for (const name of INTERESTING) {
    const value = answer.headers.get(name);
    if (value !== null) headers.append(element("dt", name), element("dd", value));
  }
  result.replaceChildren(line, headers);
  if (text !== "") {
    const body = element("pre", readable(text, answer.headers.get("content-type") ?? ""));
    body.tabIndex = 0;
    body.setAttribute("role", "group");
    body.setAttribute("aria-label", "Body of the answer");
    result.append(body);
  }
};

const showFault = (result, text) => result.replaceChildren(element("p", text, "line bad"));

/** The first field that must be filled or mended, with what is wrong with it. */
const faultOf = (form) => {
  const empty = all("input[required]", form).find((input) => input.value === "");
  if (empty !== undefined) return { field: empty, text: `${empty.name} is missing.` };
  const body = one("textarea", form);
  try {
    if (body !== null) JSON.parse(body.value);
    return undefined;
  } catch (fault) {
    return { field: body, text: `The body is not JSON: ${fault.message}` };
  }
};

const send = async (form) => {
  const result = one(".result", form);
  const button = one("button", form);
  if (button.getAttribute("aria-disabled") === "true") return;
  const fault = faultOf(form);
  if (fault !== undefined) {
    showFault(result, fault.text);
    fault.field.setAttribute("aria-invalid", "true");
    fault.field.focus();
    return;
  }
  for (const field of all("[aria-invalid]", form)) field.removeAttribute("aria-invalid");
  button.setAttribute("aria-disabled", "true");
  try {
    const headers = await headersFor(form);
    const startedAt = performance.now();
    const answer = await fetch(addressOf(form), {
      method: form.dataset.method,
      headers,
      body: one("textarea", form)?.value,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await answer.text();
    showAnswer(result, answer, text, Math.round(performance.now() - startedAt));
  } catch (problem) {
    const isLate = problem.name === "TimeoutError";
    showFault(result, isLate ? "No answer within 30 seconds." : "The server cannot be reached.");
  } finally {
    button.removeAttribute("aria-disabled");
  }
};

const start = () => {
  const filter = one("#filter");
  for (const hidden of all(".search, .fold, .try")) hidden.hidden = false;
  filter.addEventListener("input", () => filterRoutes(filter.value));
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, textarea");
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    filter.focus();
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(event.target);
  });
  for (const button of all("[data-fold]")) {
    button.addEventListener("click", () => {
      for (const operation of all(".operation:not([hidden])")) {
        operation.open = button.dataset.fold === "open";
      }
    });
  }
  one("[data-clear]").addEventListener("click", () => {
    filter.value = "";
    filterRoutes("");
    filter.focus();
  });
  addEventListener("hashchange", openTarget);
  openTarget();
};

start();
