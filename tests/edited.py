"""Manifests with comments in hard places, made here: what the commands that edit must leave as it is.

A comment that names a document (``@un``) is that document's: above it, or on its lines. All others stay.
"""

from __future__ import annotations

HEAD = """\
# en tête
dossier:  # à côté
  title: Essai
  subject: Un sujet
  exam: {organiser: O, name: N, paper: P}  # tab\there
  introduction: none
"""

_BODIES = {
    "bare": """\
sections:
  - title: Une
    documents:
      - id: un
        title: Titre un
        file: sources/un.pdf
      - id: deux
        title: Titre deux
        file: sources/deux.pdf
      - id: trois
        title: Titre trois
        file: sources/trois.pdf
  - title: Deux
    documents:
      - id: quatre
        title: Titre quatre
        file: sources/quatre.pdf
      - id: cinq
        title: Titre cinq
        file: sources/cinq.pdf
""",
    "above": """\
sections:
  # la première section
  - title: Une
    documents:
      # deux lignes @un
      # encore @un
      - id: un
        title: Titre un
        file: sources/un.pdf
      # @deux
      - id: deux
        title: Titre deux
        # à propos du fichier @deux
        file: sources/deux.pdf
      # @trois
      - id: trois
        title: Titre trois
        file: sources/trois.pdf
  # la seconde section
  - title: Deux
    documents:
      # @quatre
      - id: quatre
        title: Titre quatre
        file: sources/quatre.pdf
      # @cinq
      - id: cinq
        title: Titre cinq
        file: sources/cinq.pdf
# la fin
""",
    "beside": """\
sections:   # toutes
  - title: Une  # une
    documents:  # siens
      - id: un  # @un
        title: Titre un   # t @un
        file: sources/un.pdf  # f @un
      -   # tiret @deux
        id: deux
        title: "Titre # deux"  # @deux
        file: sources/deux.pdf#@deux.pdf
      - id: trois  # @trois
        file: sources/trois.pdf
        title: Titre trois\t# tab @trois
  - title: Deux   # deux
    documents:
      - id: quatre
        title: Titre quatre
        file: sources/quatre.pdf     # @quatre
      - {id: cinq, title: Titre cinq, file: sources/cinq.pdf}  # @cinq
""".replace("sources/deux.pdf#@deux.pdf", "sources/deux.pdf"),
    "between": """\
sections:
  - title: Une
    documents:

      # avant la liste, à part

      - id: un
        title: Titre un
        file: sources/un.pdf

      # entre deux, à part

      - id: deux
        title: Titre deux

        file: sources/deux.pdf
      # sous deux, à part

      # @trois
      - id: trois
        title: Titre trois
        file: sources/trois.pdf

      # en fin de section, à part

  - title: Deux
    documents:
      - id: quatre
        title: Titre quatre
        file: sources/quatre.pdf


      - id: cinq
        title: Titre cinq
        file: sources/cinq.pdf

# la fin, à part

# tout à fait
""",
    "indentation": """\
sections:
-   title: Une
    documents:
# colonne zéro @un
    -   id: un
        title: Titre un
        file: sources/un.pdf
              # bien plus loin @deux
    -   id: deux
        title: Titre deux
# au milieu @deux
        file: sources/deux.pdf
  # presque @trois
    -   id: trois
        title: Titre trois
        file: sources/trois.pdf
-   title: Deux
    documents:
            # profond @quatre
            - id: quatre
              title: Titre quatre
              file: sources/quatre.pdf
            - id: cinq
              title: Titre cinq
              file: sources/cinq.pdf
""",
    "texts": """\
sections:
  - title: Une
    documents:
      - id: un
        title: >-
          Titre
          # ceci est du texte
          un
        file: sources/un.pdf
      # @deux
      - id: deux
        title: "Titre
          deux"
        alt: |
          # du texte encore

          # toujours
      # @trois
      - id: trois
        title: 'Titre
          trois'
        file:
          - sources/trois.pdf  # @trois
          - sources/trois.pdf
  - title: Deux
    documents:
      - id: quatre
        file: sources/quatre.pdf
        title: Titre quatre
      - id: cinq
        title: Titre cinq
        author: [A,
          B]  # @cinq
""",
    "flow": """\
sections:
  - title: Une
    documents: [{id: un, title: Titre un, file: sources/un.pdf}, {id: deux, title: "Titre, deux", \
file: sources/deux.pdf}, {id: trois, title: Titre trois}]  # à côté
  - {title: Deux, documents: [{id: quatre, title: Titre quatre}, {id: cinq, title: Titre cinq}]}
""",
    "flow lines": """\
sections:
  - title: Une
    documents: [
      # @un
      {id: un, title: Titre un, file: sources/un.pdf},  # b @un
      # @deux
      {id: deux,  # b @deux
       title: Titre deux, file: sources/deux.pdf},

      # à part

      {id: trois, title: Titre trois}  # @trois
      # la fin
    ]
  - title: Deux
    documents:
      [
        {id: quatre, title: Titre quatre},
        # @cinq
        {id: cinq, title: Titre cinq},
      ]
""",
    "anchors": """\
sections:
  - title: &une Une
    documents:
      - id: un
        title: Titre un
        publisher: &maison La Maison  # @un
        file: sources/un.pdf
      # @deux
      - &ancre
        id: deux
        title: Titre deux
        publisher: La Maison
        file: sources/deux.pdf
      - id: trois
        title: Titre trois
        container-title: *une  # @trois
  - title: Deux
    documents:
      - id: quatre
        title: Titre quatre
        publisher: *maison
      - id: cinq
        publisher: *maison
        title: Titre cinq
""",
    "dash alone": """\
sections:
  -
    title: Une
    documents:
      -
        # @un
        id: un
        title: Titre un
      - # @deux
        id: deux
        title: Titre deux
      -   id: trois
          title: Titre trois
  -
    title: Deux
    documents:
      - id: quatre
        title: Titre quatre
      -
        id: cinq
        title: Titre cinq
""",
    "as far as its key": """\
sections:
- title: Une
  documents:
  - id: un
    title: Titre un\t# @un\tà côté
# @deux
  - id: deux
    title: Titre deux
  - id: trois
    title: Titre trois
  # de la section suivante
- title: Deux
  documents:
  - id: quatre
    title: Titre quatre
  - id: cinq
    title: Titre cinq
...  # la fin
""",
    "texts with #": """\
sections:
  - title: Une
    documents:
      - id: un
        title: Titre un
        alt: |
          # ceci est du texte
          - id: faux

            # toujours
      # @deux
      - id: deux
        title: Titre deux
        alt: >2
            # du texte
      - id: trois
        title: 'Titre# trois'
  - documents:
      - id: quatre
        title: Titre quatre
      - id: cinq
        title: Titre cinq
    title: Deux  # derrière ses documents
  # à la fin
""",
    "flow with comments": """\
sections:
  - title: Une
    documents: [{id: un, title: Titre un}, # @un
      {id: deux, title: Titre deux}, {id: trois, title: Titre trois}] # @trois
  - title: Deux  # la seconde
    documents:
      # @quatre
      - id: quatre
        title: Titre quatre
      # @cinq
      - {id: cinq, title: Titre cinq}  # b @cinq
""",
    "asked keys": """\
sections:
  - title: Une
    documents:
      # @un
      - ? id
        : un
        ? title  # @un
        : Titre un
      - ? id
        : deux  # @deux
        ? title
        # @deux encore
        : Titre deux
      - id: trois
        title: Titre trois
  - title: Deux
    documents:
      - id: quatre
        title: Titre quatre
      - id: cinq
        title: Titre cinq
""",
    "anchors that go": """\
sections: &toutes
  - title: Une
    documents: &siens
      - id: un
        title: Titre un
        author: &nom A. Auteur
      - id: deux
        title: Titre deux  # @deux
        publisher: &maison La Maison  # m @deux
        author: *nom
      # @trois
      - id: trois
        title: Titre trois
        publisher: *maison  # m @trois
  - title: Deux
    documents:
      - id: quatre
        title: Titre quatre
      - {id: cinq, title: Titre cinq, publisher: *maison, container-title: *nom}
""",
    "below its key": """\
sections:
  - documents:
      - id: un
        title:  # t @un
          Titre un
      - id:  # i @deux
          deux
        title:   # t @deux
          Titre deux
        file:  # f @deux
          sources/deux.pdf
        alt: |+
          Un texte, et sa ligne vide

      - id : trois
        title : Titre trois
    title: Une
  - title: Deux
    documents:
      - id: quatre
        title: Titre quatre
      - id: cinq
        title: Titre cinq
""",
}


def manifests() -> dict[str, bytes]:
    """Each by a name: every body in several ways to write a file."""
    made = {}
    for name, body in _BODIES.items():
        text = HEAD + body
        made[name] = text.encode()
        made[f"{name}, CRLF"] = text.replace("\n", "\r\n").encode()
        made[f"{name}, no end"] = text.rstrip("\n").encode()
        made[f"{name}, mark"] = b"\xef\xbb\xbf" + text.encode()
        made[f"{name}, UTF-16"] = b"\xff\xfe" + text.encode("utf-16-le")
    return made
