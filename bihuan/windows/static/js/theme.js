// Light or dark is kept in a cookie, so that the server draws the next page right from the start.
document.querySelectorAll("[data-theme-switch]").forEach((button) => {
  button.addEventListener("click", () => {
    const root = document.documentElement;
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    root.dataset.bsTheme = next;
    document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=lax`;
    button.setAttribute("aria-pressed", String(next === "dark"));
    document.dispatchEvent(new Event("theme"));
  });
});
