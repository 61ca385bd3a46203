"""The one schema service: `compile_schema(schema).problems(instance)`."""

from registry.schema.service import CompiledSchema, SchemaError, compile_schema

__all__ = ["CompiledSchema", "SchemaError", "compile_schema"]
