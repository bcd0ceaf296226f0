"""What is wrong with a field, and what is allowed, in one sentence."""

from datetime import date
from typing import assert_never

from core.i18n import Words
from core.usecases.forms import Problem, ProblemCode


def problem_text(problem: Problem, words: Words) -> str:  # noqa: C901, PLR0911, PLR0912  a table
    """Word a problem."""
    detail = problem.detail
    match problem.code:
        case ProblemCode.MISSING:
            return words("This is needed. Please fill it in.")
        case ProblemCode.TOO_LONG:
            return words("Please write at most {most} characters.", most=words.number(int(detail)))
        case ProblemCode.NOT_A_DATE:
            return words("Please write a date as {example}.", example="31 May 2010, 2010-05-31")
        case ProblemCode.NOT_A_NUMBER:
            return words("Please write a whole number, such as {example}.", example="12")
        case ProblemCode.TOO_SMALL:
            return words("The least is {number}.", number=words.number(int(detail)))
        case ProblemCode.TOO_LARGE:
            return words("The most is {number}.", number=words.number(int(detail)))
        case ProblemCode.NOT_A_CHOICE:
            return words("“{typed}” is not among the choices. Please choose one.", typed=detail)
        case ProblemCode.IN_THE_PAST:
            return words("This day is over. Please give a later one.")
        case ProblemCode.IN_THE_FUTURE:
            return words("This day is still to come. Please give an earlier one.")
        case ProblemCode.BEFORE:
            return words("It has to be after {day}.", day=words.day(date.fromisoformat(detail)))
        case ProblemCode.NOT_KNOWN:
            return words("Nothing is called “{typed}”. Please check it.", typed=detail)
        case ProblemCode.NOT_A_KEY:
            return words("Please use small letters, digits and hyphens, beginning with a letter.")
        case ProblemCode.TAKEN:
            return words("“{typed}” is there already.", typed=detail)
        case _:
            assert_never(problem.code)
