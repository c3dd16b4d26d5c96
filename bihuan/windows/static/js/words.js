// What pages say through scripts comes from the server, in the reader's language (look/_words.html).
document.documentElement.classList.add("scripted");
const block = document.getElementById("words");
export const words = block ? JSON.parse(block.textContent) : {};
export const fill = (text, values) => (text || "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
