"""Two people each answer 20 seven-point items on one page: a page before it, and a page after."""

from otree.api import BaseConstants, BaseGroup, BasePlayer, BaseSubsession, Page, models, widgets

ITEMS = [f"item_{n:02}" for n in range(1, 21)]


class C(BaseConstants):
    NAME_IN_URL = "pair"
    PLAYERS_PER_GROUP = 2
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


def item(number):
    label = f"Line {number}: in the last weeks I felt close to my partner on most days."
    return models.IntegerField(
        label=label, choices=[1, 2, 3, 4, 5, 6, 7], widget=widgets.RadioSelectHorizontal
    )


class Player(BasePlayer):
    pass


for _number, _name in enumerate(ITEMS, start=1):
    setattr(Player, _name, item(_number))


class Begin(Page):
    pass


class Lines(Page):
    form_model = "player"
    form_fields = ITEMS


class End(Page):
    pass


page_sequence = [Begin, Lines, End]
