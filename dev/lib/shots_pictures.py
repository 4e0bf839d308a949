"""Pictures made small: few colours, and the frames of an animation. Run by the Python of dev/shots alone."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

_COLOURS = 128


def squeeze(path: Path, colours: int = _COLOURS) -> None:
    """Write a picture with a palette of its own: screens have few colours, so nobody sees it."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def animate(frames: list[tuple[Path, int]], into: Path, colours: int = _COLOURS) -> None:
    """Put frames, each with the milliseconds it stays, into one animation; all share a palette, so that what does
    not change costs nothing."""
    pictures = []
    for path, _stays in frames:
        with Image.open(path) as picture:
            pictures.append(picture.convert("RGB"))
    width, height = pictures[0].size
    together = Image.new("RGB", (width, height * len(pictures)))
    for number, picture in enumerate(pictures):
        together.paste(picture, (0, height * number))
    palette = together.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    first, *others = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    first.save(
        into, save_all=True, append_images=others, duration=[stays for _path, stays in frames], loop=0, optimize=False,
        disposal=1)
