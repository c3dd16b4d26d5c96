// The code of a label, as engines/duties/codes.py makes it: the last letter checks the others.
const LETTERS = "23456789ABCDEFGHJKMNPRSTVWXYZ";
const LENGTH = 10;

// A code however it was typed or scanned (also as an address that ends with #p=…); empty for what is none.
export function tidy(text) {
  const after = text.split("#p=").pop();
  const code = after.toUpperCase().replace(/[^0-9A-Z]/g, "");
  const values = [...code].map((letter) => LETTERS.indexOf(letter));
  if (code.length !== LENGTH || values.includes(-1)) return "";
  const weighed = values.slice(0, -1).reduce((sum, value, place) => sum + (place + 2) * value, 0);
  return weighed % LETTERS.length === values[LENGTH - 1] ? code : "";
}
