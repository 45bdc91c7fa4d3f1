"""Static files on a server: each under a name that holds the hash of its content, so that none is ever served stale."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

IMPORT = r"""(?m)^(?P<matched>import\b(?P<names>[^"';]*?)\s*["'](?P<url>\.[^"']+)["'];)"""
"""An import in a module of ours, which begins its line: `import "./a.js";`, `import { b } from "./a.js";`."""


class HashedFilesStorage(ManifestStaticFilesStorage):
    """Names the modules that our scripts import by their hash, as Django already does for what style sheets name.

    A browser keeps a file with a hash in its name for ever. A module that is changed gets another name, hence so does
    every module that imports it, up to the tag of the page. What is imported must exist, and no module may import
    itself by way of others: `collectstatic` fails on both.

    Only ours, in js/: what comes with packages was not written to be renamed. Django's own switch for modules renames
    all of them, and stumbles over an import inside a comment.
    """

    patterns = (*ManifestStaticFilesStorage.patterns, ("js/*.js", ((IMPORT, 'import%(names)s "%(url)s";'),)))
    max_post_process_passes = 20
    """As many as the longest chain of modules that import each other, and some: a pass settles at least one more."""
