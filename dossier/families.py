"""Which of the families that come with the program stands for one that a page asks for and that does not."""

from __future__ import annotations

from collections.abc import Iterator

SERIF, SANS, MONO = "Source Serif 4", "Source Sans 3", "Source Code Pro"
#: Families that come with the program.
OWN = (SERIF, SANS, MONO, "Atkinson Hyperlegible")

# Families that saved pages name, the generic ones first (CSS Fonts 4, 2.1.3).
_GENERIC = {
    SERIF: "serif, ui-serif, math, fangsong",
    SANS: "sans-serif, system-ui, ui-sans-serif, ui-rounded, -apple-system, BlinkMacSystemFont, cursive, "
    "fantasy",
    MONO: "monospace, ui-monospace",
}
_NAMED = {
    SERIF: "Times, Times New Roman, Georgia, Garamond, EB Garamond, Cormorant Garamond, Palatino, Palatino "
    "Linotype, Book Antiqua, Bookman, Bookman Old Style, Baskerville, Libre Baskerville, Cambria, "
    "Constantia, Charter, Didot, Bodoni, Bodoni Moda, Century Schoolbook, Hoefler Text, Iowan Old "
    "Style, Merriweather, Lora, Playfair Display, Spectral, Crimson Text, Crimson Pro, PT Serif, Noto "
    "Serif, Droid Serif, DejaVu Serif, Liberation Serif, Tinos, Roboto Serif, Roboto Slab, IBM Plex "
    "Serif, Source Serif Pro, Source Serif, Bitter, Arvo, Vollkorn, Cardo, Literata, Newsreader, "
    "Fraunces, Zilla Slab, Rockwell, Libertinus Serif, Linux Libertine, Gelasio, Lucida Bright",
    SANS: "Arial, Arial Black, Arial Narrow, Arial Unicode MS, Helvetica, Helvetica Neue, Verdana, Tahoma, "
    "Geneva, Trebuchet MS, Segoe UI, Calibri, Candara, Corbel, Carlito, Lucida Grande, Lucida Sans, "
    "Lucida Sans Unicode, Century Gothic, Franklin Gothic, Franklin Gothic Medium, Gill Sans, Gill "
    "Sans MT, Futura, Optima, Avenir, Avenir Next, Impact, Haettenschweiler, Comic Sans MS, Marianne, "
    "Roboto, Roboto Condensed, Open Sans, Lato, Montserrat, Inter, Inter var, Noto Sans, Noto Sans "
    "JP, Ubuntu, Cantarell, Oxygen, Oxygen-Sans, Fira Sans, Droid Sans, DejaVu Sans, Liberation Sans, "
    "Liberation Sans Narrow, Arimo, Source Sans Pro, Source Sans, PT Sans, Nunito, Nunito Sans, "
    "Poppins, Raleway, Work Sans, Rubik, Karla, Mulish, Muli, Oswald, Barlow, Cabin, Dosis, IBM Plex "
    "Sans, DM Sans, Manrope, Figtree, Quicksand, Titillium Web, Exo 2, Hind, Heebo, Public Sans, "
    "Outfit, Plus Jakarta Sans, Be Vietnam Pro, Myriad Pro, San Francisco, SF Pro Text, SF Pro "
    "Display, Bitstream Vera Sans, FreeSans, Luciole, OpenDyslexic, Aptos, Apple Color Emoji, Twemoji",
    MONO: "Courier, Courier New, Consolas, Menlo, Monaco, Lucida Console, Lucida Sans Typewriter, Andale "
    "Mono, SFMono-Regular, SF Mono, Liberation Mono, DejaVu Sans Mono, Bitstream Vera Sans Mono, "
    "Ubuntu Mono, Roboto Mono, Noto Sans Mono, Noto Mono, Fira Code, Fira Mono, JetBrains Mono, "
    "Inconsolata, IBM Plex Mono, PT Mono, Cascadia Code, Cascadia Mono, Droid Sans Mono, Hack, Space "
    "Mono, FreeMono, Cousine, Anonymous Pro, Nimbus Mono, American Typewriter, OCR A, Terminal, "
    "Fixedsys",
}  # fmt: skip


def _names(listed: str) -> Iterator[str]:
    return (name.strip() for name in listed.split(","))


#: What stands for each family, by its name in small letters.
GENERIC = {name.lower(): own for own, listed in _GENERIC.items() for name in _names(listed)}
NAMED = {name.lower(): own for own, listed in _NAMED.items() for name in _names(listed)}
_KNOWN = {own.lower(): own for own in OWN}


def standing(wanted: list[str], there: set[str]) -> tuple[str, str] | None:
    """The first family of ``wanted``, a list as style sheets have it, and which one stands for it.

    None where nothing does: it is one of those ``there`` (in small letters) or ours, or none in particular is
    asked for.
    """
    if not wanted or wanted[0].lower() in {*GENERIC, *_KNOWN, *there}:
        return None
    for name in (one.lower() for one in wanted):
        family = _KNOWN.get(name) or GENERIC.get(name) or NAMED.get(name) or (name if name in there else None)
        if family:
            return wanted[0], family
    return wanted[0], SERIF


def aliases() -> Iterator[tuple[str, str]]:
    """Each family that one of ours stands for, and that one."""
    for name, own in {**GENERIC, **NAMED}.items():
        if name not in _KNOWN:
            yield name, own
