// Reads a label's code with the camera, where the browser can (BarcodeDetector); elsewhere the phone's own camera opens
// the address in the label, or the code is typed.
const box = document.querySelector("[data-camera-box]");
const PAUSE = 150;

export const canScan = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia) && Boolean(box);

// Calls `found` with each text read; it answers whether that was a code and the camera may close.
export async function scan(found) {
  const video = box.querySelector("[data-video]");
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  box.showModal();
  await video.play();
  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const stop = () => stream.getTracks().forEach((track) => track.stop());
  box.addEventListener("close", stop, { once: true });
  while (box.open) {
    const read = await detector.detect(video).catch(() => []);
    if (read.some((one) => found(one.rawValue))) box.close();
    await new Promise((done) => setTimeout(done, PAUSE));
  }
}

box?.querySelector("[data-camera-close]").addEventListener("click", () => box.close());
