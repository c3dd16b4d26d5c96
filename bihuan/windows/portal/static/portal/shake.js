// Shaking the phone presses the button that asks where it is. What counts as shaking is the form's data-threshold, in m/s².
const form = document.querySelector("form[data-shake]");
const button = form.querySelector("[data-locate]");
const hint = form.querySelector("[data-shake-hint]");
const threshold = Number(form.dataset.threshold);
const [STROKES, WITHIN] = [3, 1200];
let strokes = [];
let before = null;

function moved(event) {
  const now = event.acceleration?.x != null ? event.acceleration : event.accelerationIncludingGravity;
  if (now?.x == null) return;
  hint.hidden = false;
  const change = event.acceleration?.x != null
    ? Math.hypot(now.x, now.y, now.z)
    : before && Math.hypot(now.x - before.x, now.y - before.y, now.z - before.z);
  before = { x: now.x, y: now.y, z: now.z };
  if (!(change > threshold)) return;
  const at = performance.now();
  strokes = [...strokes.filter((one) => at - one < WITHIN), at];
  if (strokes.length < STROKES || button.disabled) return;
  strokes = [];
  navigator.vibrate?.(80);
  button.click();
}

addEventListener("devicemotion", moved);

// iPhones let a page feel movement only after a press: the button that finds the hall asks for it as well.
if (typeof DeviceMotionEvent !== "undefined" && DeviceMotionEvent.requestPermission) {
  button.addEventListener("click", () => DeviceMotionEvent.requestPermission().catch(() => {}), { once: true });
}
