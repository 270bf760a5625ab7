"""What the pages of several packages share: how money, days and people are shown and masked, labelled values, text lines, the frame of a page.

What lives where: `shown` money, days, names and codes as a person reads them, `view` the smallest blocks, `text` lines of plain text, `html` the
template loader, with `base.html.jinja`, `parts.html.jinja` and `base.css` beside it. Only `html` loads the template engine: import it when a page is
asked for, and not before.
"""
