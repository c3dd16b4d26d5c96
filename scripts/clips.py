"""Record the words of a call, for screens whose browser has no voice of its own: `python -m scripts.clips`.

Needs espeak-ng and lame. Writes one sound file for each language into the hall window, and where in it each word lies.
"""

import array
import json
import subprocess
import tempfile
import wave
from pathlib import Path

OUT = Path(__file__).resolve().parent.parent / "bihuan/windows/hall/static/hall"
LETTERS = [chr(65 + n) for n in range(26)]
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
#: Silence between two words, longer than a decoder may shift them; and what counts as silence.
GAP, QUIET = 0.12, 300
WORDS = {
    "zh": {
        "please": "请", "to": "号到", "window": "号窗口", "10": "十",
        **{str(n): word for n, word in enumerate("零一二三四五六七八九")},
    },
    "en": {
        "number": "number", "please": "please go to counter", "10": "ten",
        **{str(n): word for n, word in enumerate(DIGITS)},
    },
}  # fmt: skip
VOICES = {"zh": ("cmn", 165), "en": ("en-gb", 160)}


def said(word: str, language: str, folder: Path) -> "tuple[array.array[int], int]":
    """Samples of the spoken word without the silence around it, and how many make a second."""
    voice, speed = VOICES[language]
    path = folder / "word.wav"
    subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-w", path, word], check=True)
    with wave.open(str(path)) as file:
        samples = array.array("h", file.readframes(file.getnframes()))
        rate = file.getframerate()
    loud = [at for at, sample in enumerate(samples) if abs(sample) > QUIET]
    return samples[loud[0] : loud[-1] + rate // 50], rate


def record(language: str) -> dict[str, tuple[float, float]]:
    """Write `calls-<language>.mp3`; returns where each word begins and how long it lasts, in seconds."""
    words = WORDS[language] | {letter: letter for letter in LETTERS}
    where: dict[str, tuple[float, float]] = {}
    tape: array.array[int] = array.array("h")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for key, word in words.items():
            samples, rate = said(word, language, folder)
            tape.extend([0] * int(rate * GAP))
            where[key] = (round(len(tape) / rate, 3), round(len(samples) / rate, 3))
            tape.extend(samples)
        tape.extend([0] * int(rate * GAP))
        with wave.open(str(folder / "tape.wav"), "wb") as file:
            file.setparams((1, 2, rate, len(tape), "NONE", ""))
            file.writeframes(tape.tobytes())
        target = OUT / f"calls-{language}.mp3"
        quality = ["--silent", "-m", "m", "-b", "24", "--resample", "16"]
        subprocess.run(["lame", *quality, folder / "tape.wav", target], check=True)
    return where


def main() -> None:
    kept = {language: record(language) for language in WORDS}
    (OUT / "calls.json").write_text(json.dumps(kept, separators=(",", ":")) + "\n", "ascii")


if __name__ == "__main__":
    main()
