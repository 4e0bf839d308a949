"""Run by the Python that has psycopg2: the few statements on whole databases. Arguments in, JSON out.

The connection comes from libpq's variables (PGHOST and so on).
"""

import json
import sys

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT
from psycopg2.sql import SQL, Identifier, Literal

# Everything an addon can leave behind, as one list of words that two moments of a database can be compared by.
_TRACES = {
    "table, view, index or sequence": """
        SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public'""",
    "column": """
        SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraint": """
        SELECT conrelid::regclass || '.' || conname FROM pg_constraint c
        JOIN pg_namespace n ON n.oid = c.connamespace WHERE nspname = 'public'""",
    "function": """
        SELECT p.oid::regprocedure::text FROM pg_proc p
        JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'""",
    "trigger": "SELECT tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "selection value": """
        SELECT f.model || '.' || f.name || '=' || s.value FROM ir_model_fields_selection s
        JOIN ir_model_fields f ON f.id = s.field_id""",
    "external id": "SELECT module || '.' || name FROM ir_model_data",
    "system parameter": "SELECT key FROM ir_config_parameter",
    "view": "SELECT coalesce(key, model || ' ' || name) || ' ' || type FROM ir_ui_view",
    "action": "SELECT type || ' ' || (name->>'en_US') FROM ir_actions",
    "menu": "SELECT coalesce(parent_path, '') || (name->>'en_US') FROM ir_ui_menu",
    "scheduled action": "SELECT cron_name FROM ir_cron",
    "access right": "SELECT name FROM ir_model_access",
    "record rule": "SELECT name FROM ir_rule",
    "stored default": """
        SELECT f.model || '.' || f.name FROM ir_default d JOIN ir_model_fields f ON f.id = d.field_id""",
    "attachment of nothing": """
        SELECT a.name || ' of ' || a.res_model FROM ir_attachment a
        WHERE res_model IS NOT NULL AND NOT EXISTS (SELECT FROM ir_model m WHERE m.model = a.res_model)""",
}

_EXPLAIN = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_level": "notice",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_buffers": "on",
    "auto_explain.log_timing": "off",
}


def connect(database, **more):
    connection = psycopg2.connect(dbname=database, **more)
    connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    return connection


def execute(statement, parameters=None, database="postgres"):
    with connect(database).cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else None


def note_of(name):
    """The note a database carries; null if there is no such database, empty if it has none."""
    rows = execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name])
    return (rows[0][0] or "") if rows else None


def write_note(name, text):
    execute(SQL("COMMENT ON DATABASE {} IS {}").format(Identifier(name), Literal(text)))


def drop(name):
    execute(
        # the server's own workers end by themselves
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        " AND backend_type = 'client backend'",
        [name],
    )
    execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))


def create(name, template):
    """An empty database, or a copy of another (with its connections closed: PostgreSQL copies only idle ones)."""
    if template != "template0":
        execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            " AND backend_type = 'client backend'",
            [template],
        )
    statement = "CREATE DATABASE {} ENCODING 'unicode' TEMPLATE {}"
    if template == "template0":
        statement += " LC_COLLATE 'C'"
    execute(SQL(statement).format(Identifier(name), Identifier(template)))


def names(prefix):
    return [row[0] for row in execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])]


def may_create():
    return execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")[0][0]


def explain(name):
    """Let the server tell whoever works in a database how it runs each statement: false if it cannot.

    Only a superuser may; on a private server there is one whose name is known.
    """
    for more in ({}, {"user": "postgres"}):
        try:
            with connect(name, **more).cursor() as cursor:
                cursor.execute("LOAD 'auto_explain'")
                for key, value in _EXPLAIN.items():
                    cursor.execute(
                        SQL("ALTER DATABASE {} SET {} = {}").format(Identifier(name), SQL(key), Literal(value))
                    )
                return True
        except psycopg2.Error:
            continue
    return False


def traces(name):
    return [f"{kind} {row[0]}" for kind, query in _TRACES.items() for row in execute(query, database=name)]


def logins(name):
    return [row[0] for row in execute("SELECT login FROM res_users WHERE active", database=name)]


def set_parameters(name, text):
    """System parameters of an Odoo database, from a JSON object."""
    for key, value in json.loads(text).items():
        execute(
            "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
            " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
            [key, value],
            database=name,
        )


def date_contacts(name, moment):
    """All contacts as of one moment: the colour of a face that Odoo draws follows from it."""
    execute("UPDATE res_partner SET create_date = %s", [moment], database=name)


ACTIONS = {
    "note-of": note_of,
    "write-note": write_note,
    "drop": drop,
    "create": create,
    "names": names,
    "may-create": may_create,
    "explain": explain,
    "traces": traces,
    "logins": logins,
    "set-parameters": set_parameters,
    "date-contacts": date_contacts,
}

if __name__ == "__main__":
    try:
        print(json.dumps(ACTIONS[sys.argv[1]](*sys.argv[2:])))
    except psycopg2.Error as problem:
        sys.exit(str(problem).strip())
