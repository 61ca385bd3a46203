"""The one schema service: `compile_schema(schema).problems(instance)`.

Others import: sentences, service, walk.
"""

from registry.schema.formats import FORMATS, Format
from registry.schema.service import CompiledSchema, SchemaError, compile_schema

__all__ = ["FORMATS", "CompiledSchema", "Format", "SchemaError", "compile_schema"]
