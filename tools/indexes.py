"""The indexes of a table that is written from end to end."""

from contextlib import contextmanager

from odoo.tools import SQL


@contextmanager
def without_indexes(cr, table):
    """Within, a table has few indexes: made of the whole table the plain ones take
    a fraction of the time that they take row by row (those of words take longer,
    and stay). For installing and updating, which have the table for themselves;
    after an error the transaction is rolled back, and they were never gone.

    :param cr: cursor
    :param str table: name of the table
    """
    cr.execute(SQL(
        "SELECT class.relname, pg_get_indexdef(class.oid), obj_description(class.oid, 'pg_class')"
        "  FROM pg_index AS index JOIN pg_class AS class ON class.oid = index.indexrelid"
        "  JOIN pg_am AS way ON way.oid = class.relam"
        " WHERE index.indrelid = %s::regclass AND index.indisvalid AND way.amname = 'btree'"
        # what an administrator made of an index is more than its definition says
        "   AND NOT index.indisunique AND NOT index.indisexclusion AND NOT index.indisclustered"
        "   AND class.reltablespace = 0 AND class.relname ~ '^[A-Za-z_][A-Za-z0-9_$]*$'"
        " ORDER BY class.relname", table))
    indexes = cr.fetchall()
    for name, _definition, _comment in indexes:
        cr.execute(SQL("DROP INDEX %s", SQL.identifier(name)))
    yield
    for name, definition, comment in indexes:
        # the database's own words
        cr.execute(SQL(definition.replace('%', '%%')))  # pylint: disable=sql-injection
        if comment:
            # by which Odoo knows what it made
            cr.execute(SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(name), comment))
