"""What Slack's answer to a send means, in one table.

Codes: docs.slack.dev/reference/methods/chat.postMessage, "Errors". Slack says `ok: false` only for
what it did not do; the exceptions are its own failures and every answer that never came whole.
"""

from collections.abc import Mapping
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError

from core.domain.subscriptions import Cause, Defect, Failure, Gone, Retry, Unknown

INSTALLATION_GONE: Final = frozenset(
    {
        "account_inactive",
        "token_revoked",
        "invalid_auth",
        "app_access_restricted",
        "team_access_not_granted",
        "token_expired",
        "not_authed",
    }
)
"""The token is refused, or the app is not installed any more: nobody can be reached."""
RECIPIENT_GONE: Final = {
    "is_archived": Cause.CLOSED,
    "user_disabled": Cause.CLOSED,
    "user_not_found": Cause.CLOSED,
    "channel_not_found": Cause.REMOVED,
    "not_in_channel": Cause.REMOVED,
}
"""The last two may mean no more than "not invited", which whoever is told can mend."""
LATER: Final = frozenset(
    {
        "ekm_access_denied",
        "org_login_required",
        "team_added_to_org",
        "message_limit_exceeded",
    }
)
LATER_PREFIX: Final = "restricted_action"
MAYBE_SENT: Final = frozenset(
    {"fatal_error", "internal_error", "service_unavailable", "request_timeout"}
)

POSTING: Final = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.update"})
"""What a workspace limits together; any other method is limited apart, and pauses none of these.
Source: docs.slack.dev/apis/web-api/rate-limits."""

HELD_BACK: Final = "held back"
"""The reason of a Retry for which Slack was not asked: no turn is near enough."""

RETRY_SECONDS: Final = 30.0
"""Where Slack names no time: long enough for a broken connection, short enough for a reader."""
POLICY_SECONDS: Final = 3_600.0
"""A restriction that an administrator has to lift is not lifted within seconds."""
_RATE: Final = ("ratelimited", "rate_limited")
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_NOT_WRITTEN: Final = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)

NO_ANSWER: Final = (SlackApiError, aiohttp.ClientError, TimeoutError, OSError)
"""All that a call of the Web API raises for a send that was not answered with `ok: true`."""


def refusal(code: str, method: str = "") -> Failure:
    """What an error code means. A code that is not in the table is a defect of ours."""
    if code in INSTALLATION_GONE:
        return Gone(code, wide=True)
    if code in RECIPIENT_GONE:
        return Gone(code, cause=RECIPIENT_GONE[code])
    if code.startswith(_RATE):
        return Retry(RETRY_SECONDS, code, wide=method in POSTING)
    if code in LATER or code.startswith(LATER_PREFIX):
        return Retry(POLICY_SECONDS, code)
    return Unknown(code) if code in MAYBE_SENT else Defect(code)


def answered(status: int, headers: Mapping[str, str], code: str, method: str = "") -> Failure:
    """What an answer other than `ok: true` means; of a response_url there is no method."""
    if status == _TOO_MANY:
        after = _seconds(headers.get("Retry-After", ""))
        return Retry(after, "ratelimited", wide=method in POSTING)
    if status >= _SERVER_ERROR or not code:
        return Unknown(f"HTTP {status}")
    return refusal(code, method)


def failure(error: BaseException) -> Failure:
    """What an exception out of NO_ANSWER means. Only a failed connection wrote nothing."""
    if isinstance(error, SlackApiError):
        return _api_error(error)
    name = type(error).__name__
    return Retry(RETRY_SECONDS, name) if isinstance(error, _NOT_WRITTEN) else Unknown(name)


def _api_error(error: SlackApiError) -> Failure:
    response = error.response
    if isinstance(response, aiohttp.ClientResponse):  # the body was no JSON
        return answered(response.status, response.headers, "", response.url.name)
    data = response.data if isinstance(response.data, Mapping) else {}
    method = response.api_url.rpartition("/")[2]
    return answered(response.status_code, response.headers, str(data.get("error", "")), method)


def _seconds(value: str) -> float:
    return float(value) if value.isascii() and value.isdigit() else RETRY_SECONDS
