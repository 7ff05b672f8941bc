"""What a real browser shows of pages: the judge of the words that are counted."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from html import escape, unescape
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1400,1000")
TRIALS = 3
# Text that has a box of more than a dot where scrolling leads, on the screen and, once what is for print
# alone applies, there too.
_SCRIPT = r"""
function words(frame) {
  const page = frame.contentDocument, view = frame.contentWindow;
  for (const one of page.querySelectorAll('details')) one.open = true;
  const silent = 'script,style,noscript,template,title,select,video,audio,canvas,iframe,object';
  const seen = root => {
    const found = [], walker = page.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node; node = walker.nextNode();) {
      const parent = node.parentElement;
      if (!parent || !node.data.trim() || parent.closest(silent)) continue;
      const range = page.createRange();
      range.selectNodeContents(node);
      const style = view.getComputedStyle(parent);
      const from = view.getComputedStyle(page.documentElement).direction === 'rtl' ? -1e6 : 0;
      const boxes = [...range.getClientRects()].some(
        box => box.width > 1 && box.height > 1 && box.right > from && box.bottom > 0);
      let clipped = false;
      for (let e = parent; e; e = e.parentElement) {
        const own = view.getComputedStyle(e), dot = e.offsetWidth <= 1 && e.offsetHeight <= 1;
        clipped ||= /^rect\((0|1px)/.test(own.clip) || /^inset\(50%/.test(own.clipPath);
        clipped ||= dot && /hidden|clip/.test(own.overflowX);
        clipped ||= own.position === 'fixed' && e.getBoundingClientRect().left > view.innerWidth;
      }
      const drawn = style.visibility === 'visible' && parseFloat(style.fontSize) > 0;
      if (boxes && !clipped && drawn) found.push(node);
    }
    for (const host of root.querySelectorAll('*')) if (host.shadowRoot) found.push(...seen(host.shadowRoot));
    return found;
  };
  view.scrollTo(0, 0);
  const first = seen(page.body);
  const turn = query => query.replace(/\bscreen\b/g, 'tty').replace(/\bprint\b/g, 'screen');
  const rules = list => {
    for (const rule of list) {
      if (rule.media) rule.media.mediaText = turn(rule.media.mediaText);
      if (rule.cssRules) rules(rule.cssRules);
    }
  };
  for (const sheet of page.styleSheets) {
    if (sheet.media.mediaText) sheet.media.mediaText = turn(sheet.media.mediaText);
    rules(sheet.cssRules);
  }
  const printed = new Set(seen(page.body));
  const shown = first.filter(node => printed.has(node)).map(node => node.data);
  for (const inner of page.querySelectorAll('iframe'))
    if (inner.contentDocument) shown.push(...words(inner));
  for (const field of page.querySelectorAll('textarea,input'))
    if (field.checkVisibility() && field.type !== 'radio') shown.push(field.value);
  return shown;
}
addEventListener('load', () => {
  const answer = {};
  for (const frame of document.querySelectorAll('body > iframe')) answer[frame.id] = words(frame);
  const out = document.createElement('pre');
  out.id = 'answer';
  out.textContent = JSON.stringify(answer);
  document.body.replaceChildren(out);
});
"""


def browser() -> str | None:
    """The path of a browser; None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def ran(program: str, page: Path, folder: Path, *flags: str) -> subprocess.CompletedProcess[str]:
    """``page`` as the browser ``program`` has it once its scripts ran (stdout) and what it logs (stderr). A
    browser that a signal ends has said nothing of the page, and is asked again: Chromium crashes now and
    then on a machine that is busy."""
    for attempt in range(TRIALS):
        own = f"--user-data-dir={folder / f'profile{attempt}'}"
        command = [program, *FLAGS, own, *flags, "--dump-dom", page.as_uri()]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        if done.returncode >= 0:
            break
    done.check_returncode()
    return done


def shown(program: str, pages: Mapping[str, str], folder: Path) -> dict[str, list[str]]:
    """The runs of text that the browser ``program`` shows of ``pages``, by their names."""
    frames = "".join(
        f'<iframe id="{escape(name)}" width="1280" height="800" srcdoc="{escape(page)}"></iframe>'
        for name, page in pages.items()
    )
    harness = folder / "harness.html"
    harness.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><script>{_SCRIPT}</script><body>{frames}', encoding="utf-8"
    )
    out = ran(program, harness, folder, "--virtual-time-budget=20000").stdout
    answer = re.search(r'<pre id="answer">(.*?)</pre>', out, re.DOTALL)
    assert answer, out[-2000:]
    runs: dict[str, list[str]] = json.loads(unescape(answer[1]))
    return runs
