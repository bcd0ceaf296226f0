"""What Alembic runs around the steps: on the connection that `storage.migrate` opened."""

from alembic import context

from storage import partial_indexes
from storage.columns import metadata

assert partial_indexes.ALL  # noqa: S101  so every table and index is known by now

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
