"""Prose with one slip each, and prose that only looks like it."""

from __future__ import annotations

IDS = ("archimag", "barometre", "cegos")

CITED = '{{ cite("archimag") }} {{ cite("barometre") }} {{ cite("cegos") }}'

#: Introductions and what must be said of their citations.
ORDER = {
    "never": ('{{ cite("archimag", "cegos") }}', [("cite-never", "barometre")]),
    "never any": ("Rien.", [("cite-never", id) for id in IDS]),
    "twice": (CITED + '{{ cite("cegos") }}', [("cite-twice", "cegos")]),
    "out of order": ('{{ cite("barometre", "archimag", "cegos") }}', [("cite-order", "archimag")]),
    "mentioned only": ('{{ ref("barometre") }}{{ cite("archimag", "cegos") }}', []),
    "mentioned before": ('{{ ref("cegos") }}' + CITED, []),
}

TYPED = [
    "document 4",
    "documents 7",
    "doc. 12",
    "docs 3",
    "doc n° 4",
    "Document **4**",
    "document _4_",
    "DOCUMENT 4",
    "document&nbsp;4",
    "document&#160;4",
    "document&#xa0;4",
    "document\u00a04",
    "document\u202f4",
    "document n° 4",
    "document n°4",
    "document nº 4",
    "document numéro 4",
    "documents nos 4 et 5",
    "documents n<sup>os</sup> 4",
    "document\n4",
    "document n°\n4",
    "(document 4 : titre)",
    "document IV",
    "document <b>4</b>",
    "[document 4](#x)",
    "document [4](#x)",
    "document\t4",
]

UNTYPED = [
    "les documents 2011-2012",
    "document unique",
    "ce document",
    "un document 2012",
    "documents PDF",
    "document A4",
    "ce document. 12 communes ont répondu",
    "documentation 4",
    "documentaire 3",
    "document 2.0",
    "document i",
    "documents 10 000 fois lus",
    "le document vil",
    '{{ ref("cegos") }} 4',
    "document {# 4 #}",
    "ces documents\n\n3. Troisième point",
    "documents :\n\n1. un\n2. deux",
    "le document XML",
]

BLANKS = [
    "X p.",
    "XX p.",
    "pp. XX",
    "XXX",
    "TODO",
    "todo: dates",
    "à compléter",
    "À COMPLÉTER",
    "[à compléter]",
    "à\ncompléter",
    "X\u00a0p.",
    "X&nbsp;p.",
    "Lorem ipsum",
]

#: Where else prose stands.
WHERE = {
    "assignment": {"assignment": "Vous êtes attaché.\n\nVoir {}."},
    "notice": {"notices": ["Le sujet", "Voir {}."]},
}

SLIPS = {
    "document 4": "number-typed",
    "XXX": "placeholder",
    '{{ cite("cego") }}': "cite-unknown",
    "{{ x }}": "call-malformed",
    "{{ x + 1 }}": "template",
}

#: What an author may do wrong in Jinja.
FAULTS = {
    "cut short": "{{ cite( }}",
    "empty condition": "{% if %}",
    "unknown tag": "{% endfor %}",
    "unknown filter": "{{ 'x' | nofilter }}",
    "undefined name": "{{ nope ~ 1 }}",
    "undefined attribute": "{{ nope.a ~ 1 }}",
    "unknown include": "{% include 'nope.html' %}",
    "class": "{{ ''.__class__.__mro__ }}",
    "globals": "{{ cite.__globals__ }}",
    "format": "{{ '{0.__class__}'.format(1) }}",
    "range": "{% for i in range(10**9) %}{% endfor %}",
    "division": "{{ 1 / 0 }}",
    "sum of kinds": "{{ 'a' + 1 }}",
    "two mentions": '{{ ref("archimag", "cegos") }}',
    "citation that a filter spoils": '{{ ref("archimag") | upper }}',
    "itself": "{% include 'introduction.md' %}",
    "endless": "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
}

_ONE = '{{ cite("archimag") }}'
#: Calls that an author may take for right, what is said of them, and what is meant.
GUESSED = {
    "{{ ref() }}": ("call-empty", '{{ ref("…") }}'),
    '{{ cite("") }}': ("call-empty", '{{ cite("…") }}'),
    '{{ cite(["archimag"]) }}': ("call-parentheses", _ONE),
    '{{ cite["archimag"] }}': ("call-parentheses", _ONE),
    "{{ ref['archimag'] }}": ("call-parentheses", '{{ ref("archimag") }}'),
    "{{ cite.archimag }}": ("call-parentheses", _ONE),
    '{{ cite: "archimag" }}': ("call-parentheses", _ONE),
    '{{ cite = "archimag" }}': ("call-parentheses", _ONE),
    "{{ cite archimag }}": ("call-parentheses", _ONE),
    '{{ cite(id="archimag") }}': ("call-unquoted", _ONE),
    "{{ cite(1) }}": ("call-unquoted", _ONE),
    "{{ cite(1, 2) }}": ("call-unquoted", '{{ cite("archimag", "barometre") }}'),
    '{{ cite("archimag", 3) }}': ("call-unquoted", _ONE),
    '{{ cite("archimag" et "cegos") }}': ("call-unquoted", '{{ cite("archimag", "cegos") }}'),
    '{{ cite("archimag" + "cegos") }}': ("call-unquoted", '{{ cite("archimag", "cegos") }}'),
    '{{ cité("archimag") }}': ("call-name", _ONE),
    '{{ document("archimag") }}': ("call-name", _ONE),
    "{{ archimag }}": ("call-name", _ONE),
    "[@archimag]": ("call-braces", _ONE),
    "[[archimag]]": ("call-braces", _ONE),
    r"\cite{archimag}": ("call-braces", _ONE),
}

#: Keys of a document, how many pages its file has, and the key that disagrees.
EXTENTS: dict[str, tuple[dict[str, str], int, str | None]] = {
    "pages": ({"page": "25-27"}, 3, None),
    "too few": ({"page": "25-27"}, 2, "page"),
    "too many": ({"number-of-pages": "5"}, 6, "number-of-pages"),
    "as many": ({"number-of-pages": "5"}, 5, None),
    "Roman": ({"page": "iv-vi"}, 3, None),
    "Roman and more": ({"page": "iv-vi, 9"}, 3, "page"),
    "one page": ({"page": "4"}, 2, "page"),
    "kept": ({"page": "25-27", "keep": "2-3, 5"}, 6, None),
    "kept too few": ({"page": "25-27", "keep": "2"}, 6, "page"),
    "counted": ({"number-of-pages": "auto"}, 4, None),
    "both, one wrong": ({"page": "1-4", "number-of-pages": "5"}, 4, "number-of-pages"),
    "dash of a printer": ({"page": "25–27"}, 3, None),
}

#: Calls that are typed wrong, what is wrong with each, and as it should be.
_CITE, _REF = '{{ cite("archimag") }}', '{{ ref("cegos") }}'
CALLS = {
    '{ref("cegos")}': ("braces", _REF),
    '{ cite("archimag") }}': ("braces", _CITE),
    '{{ cite("archimag") }': ("braces", _CITE),
    '{{{ cite("archimag") }}}': ("braces", _CITE),
    '{% ref("cegos") %}': ("braces", _REF),
    "{% ref %}": ("braces", '{{ ref("…") }}'),
    '[[cite("archimag")]]': ("braces", _CITE),
    'cite("archimag")': ("braces", _CITE),
    "{{ cite(“archimag”) }}": ("quotes", _CITE),
    "{{ cite(« archimag ») }}": ("quotes", _CITE),
    "{{ ref(‘cegos’) }}": ("quotes", _REF),
    "{{ ref(&quot;cegos&quot;) }}": ("quotes", _REF),
    "{{ cite(archimag) }}": ("unquoted", _CITE),
    '{{ cite("archimag) }}': ("unquoted", _CITE),
    '{{ cite "archimag" }}': ("parentheses", _CITE),
    '{{ cite("archimag" }}': ("parentheses", _CITE),
    '{{ citer("archimag") }}': ("name", _CITE),
    '{{ Ref("cegos") }}': ("name", _REF),
}

#: What Jinja alone finds, and the word of it that is named.
JINJA = {
    "{{ nope ~ 1 }}": "nope",
    "{{ 'x' | majuscules }}": "majuscules",
    "{{ ref(? }}": "?",
    "{% fin %}": "fin",
    "{{ 1 / 0 }}": "",
    "{{ 'a' + 1 }}": "",
}
