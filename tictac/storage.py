"""Static files under names that carry their content's hash, compressed ahead."""

from typing import Final

from whitenoise.storage import CompressedManifestStaticFilesStorage

# `import … from "./state.js"`, `export … from` and a bare `import`, each at the start
# of a line. Django's own pattern wants a semicolon after it, and reads the types that
# comments import as if they were modules.
MODULE_IMPORT: Final = (
    r"(?m)(?P<matched>"
    r"^(?P<words>(?:import|export)\b(?:[^\"'();=]*?\bfrom)?\s*)"
    r"[\"'](?P<url>\.{1,2}/[^\"']+)[\"'])"
)
# `await import("./detour.js")`, for what few pages need: without `await` it is a type.
LAZY_IMPORT: Final = (
    r"(?P<matched>\bawait import\([\"'](?P<url>\.{1,2}/[^\"']+)[\"']\))"
)


class HashedStorage(CompressedManifestStaticFilesStorage):
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.js", ((MODULE_IMPORT, '%(words)s"%(url)s"'),)),
        ("*.js", ((LAZY_IMPORT, 'await import("%(url)s")'),)),
    )
