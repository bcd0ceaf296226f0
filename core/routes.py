"""The one routing table: every wish and the function that grants it."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from core import intents
from core import intents_casework as casework
from core import intents_numbers as numbers
from core.answer import Answer
from core.usecases import (
    act,
    action_form,
    capacity,
    case,
    cases,
    change,
    commit,
    dialogue,
    feedback,
    feedback_wish,
    filling,
    follow,
    goals,
    link,
    person_form,
    portfolio,
    privacy,
    proposals,
    quiet,
    reports,
    stop,
    subscribing,
    timezone,
)
from core.usecases import actions as acting
from core.usecases import help as helping
from core.usecases.turn import Turn
from core.views import dialogue as dialogue_view
from core.views.table import Outcome, known

Verb = Callable[[Any, Turn], Outcome]

ROUTES: Mapping[type[intents.Intent], Verb] = {
    intents.Cases: cases.find_cases,
    intents.Actions: acting.list_actions,
    intents.ShowCase: case.show_case,
    intents.Commit: commit.commit,
    intents.Release: commit.release,
    intents.Goals: goals.show_goals,
    intents.ShowDigest: subscribing.show_digest,
    intents.MoveDigest: subscribing.move_digest,
    intents.ChooseTime: subscribing.choose_time,
    intents.StopDigest: subscribing.stop_digest,
    intents.MuteDigest: subscribing.mute_digest,
    intents.SendDigest: subscribing.send_digest,
    intents.KeepQuiet: quiet.keep_quiet,
    intents.Follow: follow.follow,
    intents.Link: link.link,
    intents.Privacy: privacy.show_privacy,
    intents.ExportMe: privacy.export_me,
    intents.DeleteMe: privacy.delete_me,
    intents.ShowTimezone: timezone.show_timezone,
    intents.SetTimezone: timezone.set_timezone,
    intents.Help: helping.show_help,
    intents.Capacity: capacity.set_capacity,
    intents.Feedback: lambda wish, turn: known(feedback_wish.give_feedback(wish, turn)),
    intents.ListFeedback: feedback.list_feedback,
    intents.Acknowledge: feedback.acknowledge,
    intents.AcceptAnswer: feedback.accept,
    intents.SeeDraft: feedback.see_draft,
    intents.Nominate: lambda wish, turn: known(feedback_wish.nominate(wish, turn)),
    casework.ShowDesk: portfolio.show_desk,
    casework.ShowTray: portfolio.show_tray,
    casework.ShowTeams: portfolio.show_teams,
    casework.ShowPeople: person_form.show_people,
    casework.ShowDeeds: action_form.show_deeds,
    casework.Pause: stop.pause,
    casework.Resume: stop.resume,
    casework.ShowProposal: proposals.show_proposal,
    numbers.Act: act.act,
    numbers.ActAgain: act.act_again,
    numbers.Reports: reports.list_reports,
    numbers.NetChangeOf: change.show_change,
    numbers.ShowBehind: change.show_behind,
    intents.OpenForm: lambda wish, turn: known(filling.open_form(wish, turn)),
    intents.SubmitForm: lambda wish, turn: known(filling.submit_form(wish, turn)),
    intents.AnswerField: lambda wish, turn: known(_answer_field(wish, turn)),
    intents.StepForm: lambda wish, turn: known(dialogue.step_form(wish, turn)),
    intents.CancelForm: dialogue.cancel_form,
    intents.Unclear: helping.not_understood,
}
"""Every wish and the function that grants it. A sentence is understood as one of them first."""


def _answer_field(wish: intents.AnswerField, turn: Turn) -> Answer:
    return dialogue.answer_field(wish, turn, partial(dialogue_view.said, words=turn.words))
