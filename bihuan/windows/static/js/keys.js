// Desk shortcuts: "/" to search, "?" for the list, and what [data-key="g w"] says. One switch turns them off.
import { words } from "./words.js";

const help = document.getElementById("keys");
const off = () => localStorage.getItem("keys") === "off";
const typing = (at) => at.closest("input, textarea, select, [contenteditable]") !== null;
let pressed = "";
let timer;

function list() {
  const rows = help.querySelector("dl");
  rows.replaceChildren();
  const add = (key, text) => {
    const [dt, dd, kbd] = ["dt", "dd", "kbd"].map((name) => document.createElement(name));
    kbd.textContent = key;
    dd.textContent = text;
    dt.append(kbd);
    rows.append(dt, dd);
  };
  add("/", words.key_search);
  document.querySelectorAll("[data-key]").forEach((link) => {
    add(link.dataset.key, link.dataset.keyLabel || link.textContent.trim());
  });
  add("?", words.key_help);
}

function open() {
  list();
  help.querySelector("[data-keys-switch]").checked = !off();
  help.showModal();
}

function follow(key) {
  clearTimeout(timer);
  pressed = `${pressed} ${key}`.trim();
  const targets = [...document.querySelectorAll("[data-key]")];
  const target = targets.find((one) => one.dataset.key === pressed);
  if (target) target.matches("input, select, textarea") ? target.focus() : target.click();
  if (target || !targets.some((one) => one.dataset.key.startsWith(`${pressed} `))) pressed = "";
  else timer = setTimeout(() => (pressed = ""), 1500);
  return Boolean(target);
}

if (help) {
  document.querySelectorAll("[data-keys-open]").forEach((button) => button.addEventListener("click", open));
  help.querySelector("[data-keys-switch]").addEventListener("change", (event) => {
    localStorage.setItem("keys", event.target.checked ? "on" : "off");
  });
  document.addEventListener("keydown", (event) => {
    const aside = event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
    if (aside || off() || help.open || typing(event.target)) return;
    if (event.key === "?") open();
    else if (event.key === "/") document.querySelector("[data-search]")?.focus();
    else if (event.key.length !== 1 || !follow(event.key)) return;
    event.preventDefault();
  });
}
