"""What people are told in private because something happened, worded when it is sent."""

from collections.abc import Callable, Mapping

from core.domain.notices import Notice, NoticeKind
from core.i18n import Words
from core.parts import View
from core.views import notices_cases

NOTICE_VIEWS: Mapping[NoticeKind, Callable[[Notice, Words], View]] = {
    NoticeKind.STOP_ACTION: notices_cases.stop_action,
    NoticeKind.CASE_CHANGED: notices_cases.case_changed,
    NoticeKind.NOT_RETRACTED: notices_cases.not_retracted,
}
"""Every kind of notice and the function that words it."""


def notice_view(notice: Notice, words: Words) -> View:
    """Word a notice."""
    return NOTICE_VIEWS[notice.kind](notice, words)
