"""Rules of drafting: texts whose paragraphs keep their keys, what amendments do to them, what two amendments dispute."""
