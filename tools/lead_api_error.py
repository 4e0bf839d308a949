"""How a program is told that what it asked for was not done."""

from odoo.exceptions import UserError

# {code: status of HTTP}; what each means stands in doc/api.md
CODES = {
    'invalid_argument': 422,
    'not_found': 404,
    'no_access': 403,
    'already_merged': 409,
    'already_converted': 409,
    'already_undone': 409,
    'choice_needed': 422,
    'changed': 409,
    'busy': 409,
    'key_reused': 409,
    'refused': 422,
}


class LeadApiError(UserError):
    """A code for the program and a sentence for whoever reads its log.

    By JSON the code stands in ``context``, with the records it is about; a
    fault of XML-RPC has nothing but a text, which begins with the code.

    :param str code: one of ``CODES``
    :param str sentence: in the language of the user
    :param details: plain values that belong to the code
    """

    def __init__(self, code, sentence, **details):
        super().__init__(sentence)
        self.http_status = CODES[code]
        self.context = {'code': code, **details}

    def __str__(self):
        return f"{self.context['code']}: {self.args[0]}"
