"""Texts that every format carries unchanged, and how other texts become such."""

import re
import unicodedata
from html.parser import HTMLParser
from typing import Final
from urllib.parse import quote, urljoin

URL: Final = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
    r"(?:/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?"
)
LONGEST_URL: Final = 2000

# What XML 1.0 cannot hold, and control characters that no reader shows.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK: Final = re.compile("\r\n|[\r\x85\u2028\u2029]")
_TAG: Final = re.compile(
    r"</?(?:p|br|hr|a|b|i|u|em|strong|ul|ol|li|div|span|h[1-6]|code|pre|blockquote|img|table|tr|td|th|tbody|sup|sub|"
    r"cite|small|script|style)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCKS: Final = frozenset({"p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "table"})
_LINES: Final = frozenset({"br", "hr", "tr"})
_SILENT: Final = frozenset({"script", "style"})


def clean_text(text: str) -> str:
    """Take out of a text what not every format carries: control characters, other line breaks, space around it."""
    return _FORBIDDEN.sub("", _LINE_BREAK.sub("\n", text)).strip()


def clean_line(text: str) -> str:
    """Clean a text that stands on one line, with single spaces."""
    return " ".join(clean_text(text).split())


def holds_forbidden(text: str) -> bool:
    """Say whether a text holds characters that no format carries."""
    return bool(_FORBIDDEN.search(_LINE_BREAK.sub("\n", text)))


def holds_html(text: str) -> bool:
    """Say whether a text holds tags of HTML; a lone "<" is none."""
    return bool(_TAG.search(text))


def without_html(text: str) -> str:
    """Write a text with tags as plain text: paragraphs as such, list entries with a dash, links with their address."""
    reader = _PlainText()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    return clean_text(re.sub("\n{3,}", "\n\n", "\n".join(lines)))


def ascii_words(text: str, *, joint: str = "-") -> str:
    """Write a text in small plain letters and digits, what is between them as one joint; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", joint, plain).strip(joint)


def mended_url(text: str, *, base: str = "") -> str:
    """Make a web address of a text, relative to `base` if it has no host; "" if that is not possible."""
    url = clean_line(text)
    if url.startswith("www."):
        url = f"https://{url}"
    elif base and url and not re.match("[A-Za-z][A-Za-z0-9+.-]*:", url):
        try:
            url = urljoin(base, url)
        except ValueError:
            return ""
    scheme, colon, rest = url.partition(":")
    # A percent sign stays only where it begins an escape.
    rest = re.sub("%(?![0-9A-Fa-f]{2})", "%25", rest)
    host, hash_, fragment = rest.partition("#")
    safe = "!$&'()*+,;=:@/?%~"
    url = f"{scheme.lower()}{colon}{quote(host, safe=safe)}{hash_}{quote(fragment, safe=safe)}"
    return url if len(url) <= LONGEST_URL and URL.fullmatch(url) else ""


class _PlainText(HTMLParser):
    """Collects the text of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._targets: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag in _LINES:
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "a":
            self._targets.append(dict(attrs).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "a" and self._targets:
            target = mended_url(self._targets.pop())
            if target and not "".join(self.parts[-1:]).strip().endswith(target):
                self.parts.append(f" ({target})")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
