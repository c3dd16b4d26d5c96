// Calls are said one after the other: by the browser's own voice, or from recorded words where it has none.
import { now } from "./clock.js";

//: A call that is older than this when its turn comes is not said any more.
const STALE = 30000;
const LANGUAGES = { zh: "zh-CN", en: "en-GB" };

export class Voice {
  // spoken: a sentence for each language; said(call or null): called when one begins and when all is quiet again.
  constructor(spoken, base, said) {
    this.spoken = spoken;
    this.base = base;
    this.said = said;
    this.waiting = [];
    this.busy = false;
    this.sound = new AudioContext();
    speechSynthesis?.getVoices();
  }

  get silent() {
    return this.sound.state !== "running";
  }

  async wake() {
    await this.sound.resume();
  }

  call(call) {
    this.waiting.push(call);
    if (!this.busy) this.run();
  }

  async run() {
    this.busy = true;
    while (this.waiting.length) {
      const call = this.waiting.shift();
      if (now() - Date.parse(call.at) > STALE) continue;
      this.said(call);
      try {
        await this.chime();
        await this.speak(call);
        // Said twice while nobody else waits to be called.
        if (!this.waiting.length) await this.speak(call);
      } catch (error) {
        console.warn("A call could not be said", error);
      }
    }
    this.said(null);
    this.busy = false;
  }

  voice(language) {
    const known = window.speechSynthesis?.getVoices() ?? [];
    const wanted = LANGUAGES[language];
    return known.find((one) => one.lang.replace("_", "-") === wanted) ?? known.find((one) => one.lang.startsWith(language));
  }

  speak(call) {
    const language = call.language in LANGUAGES ? call.language : "zh";
    const voice = this.voice(language);
    return voice ? this.bySynthesis(call, language, voice) : this.byRecording(call, language);
  }

  bySynthesis(call, language, voice) {
    // Digits one by one: "A 0 1 2" is heard, "A012" is guessed at.
    const text = this.spoken[language].replace("{ticket}", [...call.ticket].join(" ")).replace("{counter}", call.counter);
    const utterance = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang, rate: 0.9 });
    return new Promise((done) => {
      utterance.onend = utterance.onerror = done;
      setTimeout(done, 15000);
      speechSynthesis.speak(utterance);
    });
  }

  async byRecording(call, language) {
    const { tape, where } = await this.recorded(language);
    let at = this.sound.currentTime + 0.05;
    for (const word of sentence(call, language)) {
      const [begins, lasts] = where[word] ?? [0, 0];
      if (!lasts) continue;
      const source = new AudioBufferSourceNode(this.sound, { buffer: tape });
      source.connect(this.sound.destination);
      source.start(at, begins - 0.03, lasts + 0.06);
      at += lasts + 0.05;
    }
    await this.until(at);
  }

  recorded(language) {
    this.tapes ??= {};
    this.tapes[language] ??= this.fetched(language).catch((error) => {
      delete this.tapes[language];
      throw error;
    });
    return this.tapes[language];
  }

  async fetched(language) {
    const [where, sound] = await Promise.all([
      fetch(`${this.base}calls.json`).then((answer) => answer.json()),
      fetch(`${this.base}calls-${language}.mp3`).then((answer) => answer.arrayBuffer()),
    ]);
    return { where: where[language], tape: await this.sound.decodeAudioData(sound) };
  }

  // Two soft tones, a third apart.
  async chime() {
    const at = this.sound.currentTime + 0.05;
    for (const [tone, from] of [[659, 0], [523, 0.35]]) {
      const level = new GainNode(this.sound, { gain: 0 });
      const source = new OscillatorNode(this.sound, { frequency: tone });
      source.connect(level).connect(this.sound.destination);
      level.gain.setValueAtTime(0.0001, at + from);
      level.gain.exponentialRampToValueAtTime(0.25, at + from + 0.03);
      level.gain.exponentialRampToValueAtTime(0.0001, at + from + 0.6);
      source.start(at + from);
      source.stop(at + from + 0.65);
    }
    await this.until(at + 0.9);
  }

  // By the wall, not by the sound card: its clock stands still while the browser keeps it silent.
  until(at) {
    return new Promise((done) => setTimeout(done, Math.max(0, at - this.sound.currentTime) * 1000));
  }
}

// The recorded words of a call, by their names in calls.json.
export function sentence(call, language) {
  const ticket = [...String(call.ticket).toUpperCase()];
  const counter = language === "zh" ? tens(Number(call.counter)) : [...String(call.counter)];
  return language === "zh" ? ["please", ...ticket, "to", ...counter, "window"] : ["number", ...ticket, "please", ...counter];
}

// 7: seven; 12: ten, two; 30: three, ten. Beyond 99, digit by digit.
function tens(number) {
  if (number > 99) return [...String(number)];
  const [ten, one] = [Math.floor(number / 10), number % 10];
  return [...(ten > 1 ? [String(ten)] : []), ...(ten ? ["10"] : []), ...(one || !ten ? [String(one)] : [])];
}
