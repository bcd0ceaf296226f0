"""The thirty articles of the Universal Declaration of Human Rights, by short titles."""

from collections.abc import Sequence

from core.i18n import Words


def article_labels(articles: Sequence[int], words: Words) -> list[str]:
    """Each article with its title, as "Article 5: freedom from torture"."""
    titles = _titles(words)
    return [
        words("Article {number}: {title}", number=number, title=titles[number - 1])
        for number in articles
    ]


def _titles(words: Words) -> tuple[str, ...]:
    return (
        words("free and equal in dignity and rights"),
        words("freedom from discrimination"),
        words("life, liberty and security of person"),
        words("freedom from slavery"),
        words("freedom from torture"),
        words("recognition as a person before the law"),
        words("equality before the law"),
        words("effective remedy"),
        words("freedom from arbitrary arrest and exile"),
        words("fair and public hearing"),
        words("presumption of innocence"),
        words("privacy, home, family and correspondence"),
        words("freedom of movement"),
        words("asylum from persecution"),
        words("nationality"),
        words("marriage and family"),
        words("property"),
        words("freedom of thought, conscience and religion"),
        words("freedom of opinion and expression"),
        words("freedom of assembly and association"),
        words("participation in government"),
        words("social security"),
        words("work, just pay and trade unions"),
        words("rest and leisure"),
        words("adequate standard of living"),
        words("education"),
        words("cultural life, science and the arts"),
        words("a social order in which rights are real"),
        words("duties to the community"),
        words("no destruction of these rights"),
    )
