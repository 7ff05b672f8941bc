# ruff: noqa: E501  (parts in a line each)
"""Files of every kind but PDF with a word in each place where nobody reads one, and words that everybody reads."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

MAGENTA, TEAL = (200, 30, 120), (20, 140, 150)


@dataclass
class Stranger:
    """A file of one kind. ``hidden``: the canary by its place; ``seen``: what prints; ``told``: what is read in
    the place of a picture."""

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def word(self, place: str) -> str:
        """The canary of ``place``: letters that stand nowhere else."""
        made = f"{self.name} {place}"
        letters = zlib.crc32(made.encode())
        spelt = "".join(chr(65 + (letters >> 4 * n & 15)) for n in range(8))
        self.hidden[place] = f"ZQ{spelt}"
        return self.hidden[place]

    def show(self, text: str) -> str:
        self.seen.append(text)
        return text

    def tell(self, text: str) -> str:
        self.told.append(text)
        return text


# -- pictures


def pixels(colour: tuple[int, int, int] = MAGENTA, size: tuple[int, int] = (60, 40)) -> Image.Image:
    image = Image.new("RGB", size, colour)
    for x in range(0, size[0], 3):
        image.putpixel((x, x % size[1]), (x * 4 % 255, 10, 90))
    return image


def saved(image: Any, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(word: Callable[[str], str]) -> Image.Exif:
    made = Image.Exif()
    for tag, place in (
        (0x10E, "description"),
        (0x10F, "maker"),
        (0x13B, "artist"),
        (0x8298, "rights"),
        (0x131, "program"),
    ):
        made[tag] = word(f"Exif {place}")
    for tag, place in ((0x9C9B, "title of Windows"), (0x9C9C, "comment of Windows")):
        made[tag] = word(f"Exif {place}").encode("utf-16-le")
    made.get_ifd(0x8769).update(
        {
            0x9286: b"ASCII\0\0\0" + word("Exif comment of the user").encode(),
            0xA431: word("Exif serial number"),
            0xA430: word("Exif owner"),
        }
    )
    made.get_ifd(0x8825).update(
        {
            1: "N",
            2: (48.0, 51.0, 30.0),
            28: b"ASCII\0\0\0" + word("GPS area").encode(),
            27: b"ASCII\0\0\0" + word("GPS method").encode(),
        }
    )
    return made


def xmp(word: str) -> bytes:
    return f'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><r xmlns="{word}">{word}</r></x:xmpmeta><?xpacket end="w"?>'.encode()


def icc(word: str) -> bytes:
    """A profile whose description is ``word``, in ASCII, and a private tag in UTF-16."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    private = word.encode("utf-16-be")
    count = struct.unpack_from(">I", made, 128)[0]
    at = 132 + 12 * count
    rows = b""
    for n in range(count):
        name, place, size = struct.unpack_from(">4sII", made, 132 + 12 * n)
        rows += struct.pack(">4sII", name, place + 12, size)
    body = made[at:]
    told = b"desc\0\0\0\0" + struct.pack(">I", len(word) + 1) + word.encode() + b"\0" * 80
    rows = rows.replace(
        rows[rows.index(b"desc") : rows.index(b"desc") + 12],
        struct.pack(">4sII", b"desc", at + 12 + len(body), len(told)),
    )
    rows += struct.pack(">4sII", b"ZZPV", at + 12 + len(body) + len(told), len(private))
    head = made[4:128] + struct.pack(">I", count + 1) + rows
    whole = head + body + told + private
    return struct.pack(">I", len(whole) + 4) + whole


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def iptc(word: str) -> bytes:
    said = b"\x1c\x02\x78" + len(word).to_bytes(2, "big") + word.encode()
    return (
        b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(said).to_bytes(4, "big") + said + b"\0" * (len(said) % 2)
    )


def jpeg(word: Callable[[str], str], image: Any = None) -> bytes:
    plain = saved(
        image or pixels(),
        "JPEG",
        quality=90,
        exif=exif(word).tobytes(),
        icc_profile=icc(word("JPEG profile")),
    )
    thumb = saved(pixels(size=(16, 12)), "JPEG", comment=word("JPEG in a thumbnail").encode())
    more = (
        segment(0xFE, word("JPEG comment").encode())
        + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(word("JPEG XMP")))
        + segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + xmp(word("JPEG XMP that goes on")))
        + segment(0xED, iptc(word("JPEG IPTC")))
        + segment(0xE0, b"JFXX\0\x10" + thumb)
        + segment(0xEC, b"Ducky" + word("JPEG APP12").encode())
        + segment(0xE4, word("JPEG APP4").encode())
        + segment(0xEB, b"JP\0\1" + word("JPEG JUMBF").encode())
    )
    second = saved(pixels(TEAL), "JPEG", comment=word("JPEG second picture").encode())
    return plain[:20] + more + plain[20:] + second + word("JPEG behind the end").encode()


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def png(word: Callable[[str], str], image: Any = None) -> bytes:
    told = PngImagePlugin.PngInfo()
    told.add_text("Author", word("PNG text"))
    told.add_text("Comment", word("PNG packed text"), zip=True)
    told.add_itxt(word("PNG key of a text"), word("PNG international text"), "fr", word("PNG translated key"))
    told.add_itxt("XML:com.adobe.xmp", xmp(word("PNG XMP")).decode())
    plain = saved(
        image or pixels(),
        "PNG",
        pnginfo=told,
        exif=exif(word).tobytes(),
        icc_profile=icc(word("PNG profile")),
    )
    own = chunk(b"zqPv", word("PNG private chunk").encode()) + chunk(
        b"sPLT", word("PNG palette").encode() + b"\0\x08"
    )
    end = plain.rindex(b"IEND") - 4
    return plain[:end] + own + plain[end:] + word("PNG behind the end").encode()


def tiff(word: Callable[[str], str], image: Any = None) -> bytes:
    from PIL import TiffImagePlugin

    told = TiffImagePlugin.ImageFileDirectory_v2()
    for tag, place in (
        (270, "description"),
        (305, "program"),
        (315, "artist"),
        (316, "computer"),
        (269, "document"),
        (285, "page"),
        (33432, "rights"),
    ):
        told[tag] = word(f"TIFF {place}")
    for tag, place in (
        (65000, "private tag"),
        (700, "XMP"),
        (33723, "IPTC"),
        (34377, "Photoshop"),
        (37724, "layers of Photoshop"),
    ):
        told.tagtype[tag] = 7
        told[tag] = word(f"TIFF {place}").encode()
    return (
        saved(
            image or pixels(),
            "TIFF",
            compression="tiff_lzw",
            tiffinfo=told,
            icc_profile=icc(word("TIFF profile")),
        )
        + word("TIFF behind the end").encode()
    )


def gif(word: Callable[[str], str]) -> bytes:
    plain = saved(pixels().quantize(8), "GIF", comment=word("GIF comment").encode())
    own = word("GIF extension of a program").encode()
    more = b"\x21\xff\x0bXMP DataXMP" + bytes((len(own),)) + own + b"\0"
    told = word("GIF plain text").encode()
    more += b"\x21\x01\x0c" + bytes(12) + bytes((len(told),)) + told + b"\0"
    return plain[:-1] + more + b"\x3b" + word("GIF behind the end").encode()


def webp(word: Callable[[str], str]) -> bytes:
    return (
        saved(
            pixels(),
            "WEBP",
            lossless=True,
            exif=exif(word).tobytes(),
            xmp=xmp(word("WebP XMP")),
            icc_profile=icc(word("WebP profile")),
        )
        + word("WebP behind the end").encode()
    )


def bmp(word: Callable[[str], str]) -> bytes:
    return saved(pixels(), "BMP") + word("BMP behind the end").encode()


PICTURES = {".jpg": jpeg, ".png": png, ".tif": tiff, ".gif": gif, ".webp": webp, ".bmp": bmp}


def picture(suffix: str) -> Stranger:
    made = Stranger(suffix[1:])
    made.files[f"image{suffix}"] = PICTURES[suffix](made.word)
    return made


def inside(made: Stranger, holder: str, maker: Callable[[Callable[[str], str]], bytes]) -> bytes:
    """A picture that stands in a file, with its own canaries."""
    return maker(lambda place: made.word(f"{holder}: {place}"))


# -- pages of the web


def web(made: Stranger, photo: str) -> str:
    word, data = made.word, base64.b64encode(inside(made, "picture in an address", jpeg)).decode()
    drawing = base64.b64encode(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><title>{word("drawing: title")}</title><desc>{word("drawing: description")}</desc>'
        f"<metadata>{word('drawing: metadata')}</metadata><!-- {word('drawing: comment')} --><defs><text>{word('drawing: definition')}</text></defs>"
        f'<script>{word("drawing: script")}</script><rect id="{word("drawing: id")}" width="40" height="20" fill="#147"/><circle r="6" cx="20" cy="10" fill="#fff"/></svg>'.encode()
    ).decode()
    return f"""<!DOCTYPE html><!-- {word("comment before all")} -->
<html lang="fr" data-a="{word("data of the root")}"><head><meta charset="utf-8"><title>{word("title")}</title>
<meta name="author" content="{word("author")}"><meta name="generator" content="{word("generator")}"><meta name="description" content="{word("description")}">
<meta name="keywords" content="{word("keywords")}"><meta property="og:title" content="{word("property")}"><meta name="dcterms.modified" content="{word("date")}">
<link rel="author" href="mailto:{word("author of a link")}@x.fr"><link rel="canonical" href="https://x.fr/{word("canonical address")}">
<link rel="stylesheet" href="https://x.fr/{word("sheet from elsewhere")}.css"><link rel="attachment" href="joint.txt" title="{word("title of an attachment")}">
<base target="{word("target")}"><script type="application/ld+json">{{"a": "{word("data of a script")}"}}</script>
<style>/* {word("comment of a sheet")} */ .c::before {{ content: "{word("content that is hidden")}"; display: none }} @page {{ bookmark-label: none }}
:root {{ --zq: "{word("variable of a sheet")}" }} .cache {{ display: none }} .inv {{ visibility: hidden }} .blanc {{ color: #fff; background: #fff }}
.zero {{ font-size: 0 }} .loin {{ position: absolute; left: -9999px }} .clair {{ opacity: 0 }} @media screen {{ .e::after {{ content: "{word("content for screens")}" }} }}
p {{ string-set: zq "{word("string of a sheet")}" }} @font-face {{ font-family: "{word("name of a face")}"; src: url(https://x.fr/f.woff) }} .f {{ font-family: "{word("name of a font asked for")}", serif }}</style></head>
<body class="{word("class")}" id="{word("id of the body")}"><!-- {word("comment")} -->
<h1 id="{word("id of a heading")}">{made.show("Titre que chacun lit")}</h1><p title="{word("title of a paragraph")}" data-secret="{word("data of an element")}" aria-label="{word("label")}" class="f">{made.show("Une phrase que chacun lit")}</p>
<p class="c">{made.show("Une autre phrase")}</p><p hidden>{word("hidden")}</p><p style="display:none">{word("not displayed")}</p><p class="cache">{word("not displayed by a sheet")}</p>
<p class="inv">{word("invisible")}</p><p class="zero">{word("of no size")}</p><p class="loin">{word("far away")}</p><p class="clair">{word("transparent")}</p>
<noscript>{word("without script")}</noscript><script>var a = "{word("script")}"</script><template>{word("template")}</template><!--[if IE]>{word("conditional comment")}<![endif]-->
<form action="https://x.fr/{word("action of a form")}"><input type="hidden" name="{word("name of a field")}" value="{word("hidden field")}"><input type="password" value="{word("password")}">
<input type="text" name="{word("name of a text")}" value="{made.show("Valeur lue")}" title="{word("title of a field")}" autocomplete="{word("completion")}"><datalist><option value="{word("proposal")}"></datalist></form>
<details><summary>{made.show("Sommaire lu")}</summary><p>{made.show("Suite du sommaire")}</p></details><dialog>{word("closed dialog")}</dialog>
<p><a href="javascript:{word("script of a link")}()">{made.show("lien mort")}</a> <a href="file:///srv/{word("file of a link")}">{made.show("lien de fichier")}</a>
<a href="https://{word("who asks in an address")}:{word("password of an address")}@exemple.fr/" title="{word("title of a link")}" ping="https://x.fr/{word("ping")}" download="{word("name to download")}">{made.show("lien vivant")}</a></p>
<p><abbr title="{word("title of an abbreviation")}">{made.show("ABR")}</abbr> <time datetime="{word("date of a time")}">{made.show("hier")}</time> <data value="{word("value")}">{made.show("donnée")}</data></p>
<img src="{photo}" alt="{made.tell("Une photo légitime")}" title="{word("title of a picture")}" longdesc="https://x.fr/{word("long description")}" width="60">
<img src="data:image/jpeg;base64,{data}" alt="{made.tell("Une autre photo")}" width="60"><img src="data:image/svg+xml;base64,{drawing}" alt="{made.tell("Un dessin")}">
<img src="{photo}" hidden alt="{word("alternative of a hidden picture")}"><img src="https://x.fr/{word("picture from elsewhere")}.png" style="display:none" alt="">
<svg width="40" height="20"><title>{word("title within")}</title><desc>{word("description within")}</desc><metadata>{word("metadata within")}</metadata><rect width="40" height="20" fill="teal"/></svg>
<video poster="{photo}" title="{word("title of a film")}"><source src="https://x.fr/{word("film")}.mp4"></video><object data="https://x.fr/{word("object")}" style="display:none">{word("instead of an object")}</object>
<iframe srcdoc="{word("page within")}" style="display:none"></iframe><ruby>{made.show("字")}<rp>{word("parenthesis of a ruby")}</rp></ruby>
<table summary="{word("summary")}"><tr><td headers="{word("headers")}" abbr="{word("short name")}">{made.show("Une cellule")}</td></tr></table>
</body></html><!-- {word("comment behind all")} -->"""


def html() -> Stranger:
    made = Stranger("html")
    folder = "page_fichiers/"
    made.files[f"{folder}photo.jpg"] = inside(made, "picture beside", jpeg)
    made.files[f"{folder}inutile.txt"] = made.word("file beside that nothing names").encode()
    made.files[f"{folder}joint.txt"] = made.word("attachment").encode()
    made.files["page.html"] = (
        web(made, f"{folder}photo.jpg").replace('href="joint.txt"', f'href="{folder}joint.txt"').encode()
    )
    return made


def mhtml() -> Stranger:
    made = Stranger("mhtml")
    photo = base64.encodebytes(inside(made, "picture beside", jpeg)).decode()
    made.files["page.mhtml"] = (
        f"From: <Saved by {made.word('who saved it')}>\r\nSnapshot-Content-Location: https://x.fr/{made.word('place of the snapshot')}\r\n"
        f'Subject: {made.word("subject")}\r\nX-Zq: {made.word("header")}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="ZZZ"\r\n\r\n'
        f"{made.word('preamble')}\r\n--ZZZ\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\nContent-ID: <{made.word('id of a part')}@x>\r\n"
        f"Content-Location: https://x.fr/p\r\n\r\n{web(made, 'https://x.fr/photo.jpg')}\r\n--ZZZ\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Location: https://x.fr/photo.jpg\r\nContent-Description: {made.word('description of a part')}\r\n\r\n{photo}\r\n"
        f"--ZZZ\r\nContent-Type: text/plain\r\nContent-Location: https://x.fr/autre\r\n\r\n{made.word('part that nothing names')}\r\n--ZZZ--\r\n{made.word('epilogue')}"
    ).encode()
    return made


def markdown() -> Stranger:
    made = Stranger("markdown")
    word = made.word
    made.files["photo.jpg"] = inside(made, "picture beside", jpeg)
    made.files["note.md"] = f"""---
author: {made.show("Camille Martin")}
---

# {made.show("Un titre de note")}

<!-- {word("comment")} -->

{made.show("Une phrase de note")} [{made.show("un lien")}][r] ![{made.tell("Une photo de note")}](photo.jpg "{word("title of a picture")}")

<div>{made.show("élément tel quel")}</div>

[r]: https://exemple.fr/vue "{word("title of a reference")}"
[{word("name of a reference")}]: https://exemple.fr/{word("address of a reference that nothing uses")}
[//]: # ({word("comment as a reference")})

```{word("language of a block")}
{made.show("bloc lu")}
```
""".encode()
    return made


FAST: dict[str, Callable[[], Stranger]] = {
    **{suffix[1:]: partial(picture, suffix) for suffix in PICTURES},
    "html": html,
    "mhtml": mhtml,
    "markdown": markdown,
}


def within(path: Path) -> bytes:
    """All that an archive holds, unpacked."""
    with zipfile.ZipFile(path) as archive:
        return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())
