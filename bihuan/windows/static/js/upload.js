// Says before sending when a chosen file is too large or of a wrong type; the server checks again.
import { words, fill } from "./words.js";

const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

function fits(file, accept) {
  if (!accept) return true;
  return accept.split(",").some((rule) => {
    const want = rule.trim().toLowerCase();
    if (want.startsWith(".")) return file.name.toLowerCase().endsWith(want);
    return want.endsWith("/*") ? file.type.startsWith(want.slice(0, -1)) : file.type === want;
  });
}

function judge(file, input) {
  const limit = Number(input.dataset.maxBytes);
  if (limit && file.size > limit) return fill(words.file_too_big, { name: file.name, limit: size(limit) });
  return fits(file, input.accept) ? "" : fill(words.file_wrong_type, { name: file.name });
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.('input[type="file"][data-max-bytes]')) return;
  let shown = input.parentElement.querySelector(".picked");
  if (!shown) {
    shown = document.createElement("ul");
    shown.className = "picked";
    shown.setAttribute("aria-live", "polite");
    input.after(shown);
  }
  const files = [...input.files];
  const limit = Number(input.dataset.maxFiles);
  const faults = files.map((file) => judge(file, input));
  const many = limit && files.length > limit ? fill(words.too_many_files, { limit }) : "";
  shown.replaceChildren(
    ...files.map((file, at) => {
      const row = document.createElement("li");
      row.textContent = faults[at] || `${file.name}（${size(file.size)}）`;
      row.classList.toggle("too-big", Boolean(faults[at]));
      return row;
    }),
  );
  input.setCustomValidity(many || faults.find(Boolean) || "");
  input.reportValidity();
});
