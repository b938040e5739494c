"""Sets pages for print with Typst: badges, reports.

`pages.typeset(template, data)` gives the PDF (or the first page as SVG) and what the template marked. It runs in a process of
its own: Typst keeps what it has loaded, 85 MB after three hundred badges, and the one process of a site has 150 MB in all.
Data reaches a template as JSON that it reads, so nothing that people typed is taken for Typst's own language.

The fonts lie in `fonts`, with their licence, and no other font of the machine is used: a page looks the same everywhere.
"""
