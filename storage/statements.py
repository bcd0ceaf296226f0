"""Pieces of SQL that several stores use."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, Self

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Date,
    Insert,
    Integer,
    Row,
    Select,
    String,
    Table,
    TableValuedAlias,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.sqlite.dml import OnConflictDoNothing, OnConflictDoUpdate
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import KeyedColumnElement
from sqlalchemy.sql.functions import FunctionElement

from storage.types import UtcDateTime

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns are read by name."""

AnySelect = Select[*tuple[Any, ...]]
"""A query of which only the names of the columns are known."""


class _DoNothing(OnConflictDoNothing):
    inherit_cache = True
    constraint_target = None  # asked for by PostgreSQL's compiler alone


class _DoUpdate(OnConflictDoUpdate):
    inherit_cache = True
    constraint_target = None


class Insertion(Insert):
    """An insert that may say what happens on a conflict, in the words that both databases share.

    SQLite's clauses are taken for it because importing PostgreSQL's costs 50 ms at every start.
    """

    inherit_cache = True

    @cached_property
    def excluded(self) -> ReadOnlyColumnCollection[str, KeyedColumnElement[Any]]:
        """The columns of the row that met a conflict."""
        return self.table.alias("excluded").columns

    def on_conflict_do_nothing(self, index_elements: Iterable[str] | None = None) -> Self:
        """Leave what is there, whatever it is (or: what has the same values in these columns)."""
        return self.ext(_DoNothing(index_elements))

    def on_conflict_do_update(
        self,
        index_elements: Iterable[str],
        set_: Mapping[str, ColumnElement[Any]],
        where: ColumnElement[bool] | None = None,
    ) -> Self:
        """Change what has the same values in these columns, if it meets the condition."""
        return self.ext(_DoUpdate(index_elements, set_=set_, where=where))


def insert_into(table: Table) -> Insertion:
    """An insert that asks for no keys of new rows, so that its `rowcount` tells of a conflict."""
    return Insertion(table).inline().execution_options(preserve_rowcount=True)


def joined(column: ColumnElement[str]) -> ColumnElement[str]:
    """The values of a group with commas between, in no order.

    The comma is written into the statement: SQLAlchemy would render a bound one at every use.
    """
    comma = literal_column("','", String)
    return func.aggregate_strings(column, comma)  # type: ignore[arg-type]  # takes any clause


class _Given(FunctionElement[Any]):
    """The rows of a JSON array, each as `value`."""

    name = "given"
    inherit_cache = True


@compiles(_Given)
def _by_json_each(element: _Given, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  SQLAlchemy's
    return f"json_each{compiler.process(element.clause_expr, **options)}"


@compiles(_Given, "postgresql")
def _by_jsonb(element: _Given, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    return (
        f"jsonb_array_elements(CAST({compiler.process(element.clause_expr, **options)} AS jsonb))"
    )


def given(parameter: str, name: str = "") -> TableValuedAlias:
    """Rows that a statement is given: a JSON array of arrays, as one parameter.

    A statement over many rows is so one step of the database, whatever their number, and its text
    is always the same. To step from row to row would cost, in Python, more than the work itself.
    """
    return _Given(bindparam(parameter, type_=String)).table_valued("value", name=name or parameter)


class _Among(FunctionElement[bool]):
    """Whether a column has one of the values of a sub-select.

    It has no type: a Boolean would be compared with 1 on SQLite, which then looks into no index.
    """

    name = "among"
    inherit_cache = True


@compiles(_Among)
def _in_them(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    column, values = element.clauses
    return f"{compiler.process(column, **options)} IN {compiler.process(values, **options)}"


@compiles(_Among, "postgresql")
def _any_of_them(element: _Among, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    column, values = element.clauses
    return (
        f"{compiler.process(column, **options)} = ANY(ARRAY{compiler.process(values, **options)})"
    )


def among(column: ColumnElement[str], rows: TableValuedAlias) -> ColumnElement[bool]:
    """Whether a column has the first value of a given row.

    PostgreSQL takes a function for a hundred rows, and so would rather walk through a whole table
    than look up the few that there are; an array it looks up in the index.
    """
    return _Among(column, select(text_at(rows, 0)).scalar_subquery())


def text_at(rows: TableValuedAlias, place: int) -> ColumnElement[str]:
    """What stands at a place of each given row, as text."""
    return rows.c.value.op("->>", return_type=String())(literal_column(str(place)))


def number_at(rows: TableValuedAlias, place: int) -> ColumnElement[int]:
    """The same, of a whole number."""
    return cast(text_at(rows, place), Integer)


class _Day(FunctionElement[date]):
    """A day that is given as text."""

    name = "day"
    type = Date()
    inherit_cache = True


class _Moment(FunctionElement[datetime]):
    """A moment that is given as text, in UTC."""

    name = "moment"
    type = UtcDateTime()
    inherit_cache = True


@compiles(_Day)
@compiles(_Moment)
def _as_it_is(element: _Day | _Moment, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    """SQLite keeps both as the text that is given."""
    return compiler.process(element.clause_expr, **options)


@compiles(_Day, "postgresql")
def _as_date(element: _Day, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    return f"CAST({compiler.process(element.clause_expr, **options)} AS DATE)"


@compiles(_Moment, "postgresql")
def _as_timestamp(element: _Moment, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    text = compiler.process(element.clause_expr, **options)
    return f"CAST({text} || '+00' AS TIMESTAMP WITH TIME ZONE)"


def day_at(rows: TableValuedAlias, place: int) -> ColumnElement[date]:
    """The same, of a day, which is given as `day.isoformat()` writes it."""
    return _Day(text_at(rows, place))


def moment_at(rows: TableValuedAlias, place: int) -> ColumnElement[datetime]:
    """The same, of a moment, which is given as `given_moment` writes it."""
    return _Moment(text_at(rows, place))


class _Looked(FunctionElement[str]):
    """What an object of JSON has under a key."""

    name = "looked"
    type = String()
    inherit_cache = True


@compiles(_Looked)
def _by_path(element: _Looked, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    record, key = (compiler.process(clause, **options) for clause in element.clauses)
    return f"""json_extract({record}, '$."' || {key} || '"')"""


@compiles(_Looked, "postgresql")
def _by_key(element: _Looked, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401  as above
    record, key = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({record} ->> {key})"


def object_at(rows: TableValuedAlias, place: int) -> ColumnElement[Any]:
    """What stands at a place of each given row: an object with a number under each of its keys."""
    return rows.c.value.op("->", return_type=JSON())(literal_column(str(place)))


def number_of(record: ColumnElement[Any], key: ColumnElement[str]) -> ColumnElement[int]:
    """The number that an object has under a key, or null. No key has a quotation mark."""
    return cast(_Looked(record, key), BigInteger)


def given_moment(moment: datetime) -> str:
    """A moment as SQLite keeps it, without its zone, which is UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
