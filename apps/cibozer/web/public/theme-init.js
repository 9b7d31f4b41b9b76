// Applies the kept choice of colours before the first paint; a file, because the CSP forbids inline.
(() => {
  try {
    const theme = localStorage.getItem("plinth.theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    if (localStorage.getItem("plinth.contrast") === "more") {
      document.documentElement.dataset.contrast = "more";
    }
  } catch {
    // No storage, no choice.
  }
})();
