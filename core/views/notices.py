"""What people are told in private because something happened, worded when it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from core.domain.notices import Notice, NoticeKind
from core.domain.people import Role
from core.i18n import Words
from core.parts import View
from core.permissions import may_press
from core.views import notices_cases, notices_casework, notices_delivery, notices_feedback

NOTICE_VIEWS: Mapping[NoticeKind, Callable[[Notice, Words], View]] = {
    NoticeKind.STOP_ACTION: notices_cases.stop_action,
    NoticeKind.CASE_CHANGED: notices_cases.case_changed,
    NoticeKind.CASE_REOPENED: notices_cases.case_reopened,
    NoticeKind.NOT_RETRACTED: notices_cases.not_retracted,
    NoticeKind.PROPOSAL: notices_casework.proposal,
    NoticeKind.FEEDBACK_FILED: notices_feedback.feedback_filed,
    NoticeKind.FEEDBACK_ACKNOWLEDGED: notices_feedback.feedback_acknowledged,
    NoticeKind.FEEDBACK_ANSWERED: notices_feedback.feedback_answered,
    NoticeKind.FEEDBACK_COMMENTED: notices_feedback.feedback_commented,
    NoticeKind.FEEDBACK_ACCEPTED: notices_feedback.feedback_accepted,
    NoticeKind.FEEDBACK_APPEALED: notices_feedback.feedback_appealed,
    NoticeKind.FEEDBACK_RULED: notices_feedback.feedback_ruled,
    NoticeKind.FEEDBACK_STEP: notices_feedback.feedback_step,
    NoticeKind.NOBODY_TO_RULE: notices_feedback.nobody_to_rule,
    NoticeKind.RULING_LACKS: notices_feedback.ruling_lacks,
    NoticeKind.DIGEST_PAUSED: notices_delivery.digest_paused,
    NoticeKind.DIGEST_REVIVED: notices_delivery.digest_revived,
    NoticeKind.PLATFORM_REFUSED: notices_delivery.platform_refused,
    NoticeKind.ACTION_RESUMED: notices_cases.action_resumed,
    NoticeKind.NOMINATED: notices_feedback.nominated,
    NoticeKind.NOMINATION_REFUSED: notices_feedback.nomination_refused,
    NoticeKind.NOMINATION_PUBLISHED: notices_feedback.nomination_published,
}
"""Every kind of notice and the function that words it."""


def notice_view(notice: Notice, words: Words, reader: frozenset[Role]) -> View:
    """Word a notice for somebody with these roles: with the buttons that they may press."""
    view = NOTICE_VIEWS[notice.kind](notice, words)
    offered = tuple(action for action in view.actions if may_press(action.token, reader))
    return replace(view, actions=offered)
