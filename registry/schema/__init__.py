"""The one schema service: `compile_schema(schema).problems(instance)`."""

from registry.schema.formats import Format, register_format
from registry.schema.service import CompiledSchema, SchemaError, compile_schema

__all__ = ["CompiledSchema", "Format", "SchemaError", "compile_schema", "register_format"]
