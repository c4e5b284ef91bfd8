"""Static files under names that carry their content's hash, compressed ahead."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    # `import … from "./state.js"` in a module must name the hashed file as well.
    support_js_module_import_aggregation = True
