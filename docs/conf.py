"""How `make docs` builds the site: Sphinx over these Markdown files, with nothing fetched while building or reading."""

import lodged

project = "Lodged"
version = release = lodged.__version__
language = "en"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}

# A title followed by a third-level heading, and blocks in languages that nothing here colors, read well all the same.
suppress_warnings = ["myst.header", "misc.highlighting_failure"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Lodged"
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
