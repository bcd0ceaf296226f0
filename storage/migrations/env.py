"""What Alembic runs around the steps: on the connection that `storage.migrate` opened."""

from alembic import context

from storage import tables_messages
from storage.columns import metadata

assert tables_messages.inbox.metadata is metadata  # noqa: S101  every table is known by now

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
