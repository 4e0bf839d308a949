"""Many numbers on their way to the database."""


def as_array(numbers):
    """As a list, each number becomes an expression of the statement: to parse
    those takes five times as long, and often longer than what is asked.

    :param numbers: iterable of integers, floats or None
    :return: str, to be cast where it is used: ``SQL("%s::int[]", as_array(ids))``
    """
    return '{%s}' % ','.join(map(str, numbers)).replace('None', 'NULL')
