"""The sections that a page is made of. Figures, names and dates are never typed here: they come from the data."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "hr", "blockquote"]
KINDS = [
    ("committee", _("Committee")),
    ("forum", _("Forum")),
    ("matchmaking", _("Matchmaking")),
    ("showcase", _("Showcase")),
    ("plenary", _("Plenary")),
]
FACTS = [
    ("seats", _("Members that sit on the Committee")),
    ("members", _("Members known")),
    ("countries", _("Countries of the members")),
    ("founded", _("Year of foundation")),
    ("meetings", _("Meetings held")),
]
PLACES = [
    ("register/", _("Registration")),
    ("programme/", _("Programme")),
    ("committee/", _("Committee")),
    ("members/", _("Members")),
    ("offices/", _("Regional offices")),
    ("meetings/", _("Meetings")),
    ("news/", _("News")),
    ("about/", _("About")),
]


class HeroBlock(blocks.StructBlock):
    """The opening: words by staff; date, host and opening time from the current meeting."""

    kicker = blocks.CharBlock(label=_("Line above the title"), max_length=120, required=False)
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    lead = blocks.TextBlock(label=_("One or two sentences"), max_length=400, required=False)
    register_label = blocks.CharBlock(label=_("Words on the first button"), max_length=60, required=False)
    programme_label = blocks.CharBlock(label=_("Words on the second button"), max_length=60, required=False)

    class Meta:
        label = _("Opening")
        icon = "home"


class TypedFactBlock(blocks.StructBlock):
    """A figure that no table holds, with its source."""

    number = blocks.CharBlock(label=_("Figure"), max_length=20)
    words = blocks.CharBlock(label=_("What it counts"), max_length=120)
    source = blocks.CharBlock(label=_("Source"), max_length=200)


class FactsBlock(blocks.StructBlock):
    """A strip of figures; those chosen by name are counted from the data."""

    facts = blocks.MultipleChoiceBlock(label=_("Figures from the data"), choices=FACTS, required=False)
    typed = blocks.ListBlock(TypedFactBlock(), label=_("Other figures, each with its source"), default=[], max_num=2)

    class Meta:
        label = _("Figures")
        icon = "order"


class DayCardBlock(blocks.StructBlock):
    """One thing that happens on the day."""

    kind = blocks.ChoiceBlock(label=_("Kind"), choices=KINDS)
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("Text"), max_length=300)
    who = blocks.CharBlock(label=_("Who takes part"), max_length=80, required=False)


class DayBlock(blocks.StructBlock):
    """What happens on the day, as cards that lead to the programme."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    cards = blocks.ListBlock(DayCardBlock(), label=_("Cards"))

    class Meta:
        label = _("What happens on the day")
        icon = "date"


class WordsBlock(blocks.StructBlock):
    """Title and text of a section whose matter comes from the data."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=600, required=False)


class PurposesBlock(WordsBlock):
    """What the association is for, point by point."""

    points = blocks.ListBlock(blocks.TextBlock(max_length=300), label=_("Points"))

    class Meta:
        label = _("Purposes")
        icon = "list-ol"


class StepBlock(blocks.StructBlock):
    """A step of a procedure."""

    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.CharBlock(label=_("Text"), max_length=200, required=False)


class StepsBlock(blocks.StructBlock):
    """A procedure in steps, such as how the next host is chosen."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"))

    class Meta:
        label = _("Steps")
        icon = "arrow-right"


class NewsBlock(blocks.StructBlock):
    """The latest news."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    count = blocks.IntegerBlock(
        label=_("How many"), default=3, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )

    class Meta:
        label = _("Latest news")
        icon = "doc-full"


class PictureBlock(blocks.StructBlock):
    """A picture with its caption and who made it."""

    picture = ImageBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=250, required=False)
    credit = blocks.CharBlock(label=_("Credit"), max_length=120, required=False)

    class Meta:
        label = _("Picture")
        icon = "image"


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(label=_("Words"), max_length=600)
    who = blocks.CharBlock(label=_("Who said it, and where"), max_length=160)

    class Meta:
        label = _("Quotation")
        icon = "openquote"


class CallBlock(blocks.StructBlock):
    """An invitation to do something, with one button."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.TextBlock(label=_("Text"), max_length=300, required=False)
    label = blocks.CharBlock(label=_("Words on the button"), max_length=60)
    place = blocks.ChoiceBlock(label=_("Page of this site"), choices=PLACES, required=False)
    url = blocks.URLBlock(label=_("Or an address elsewhere"), required=False)

    class Meta:
        label = _("Call to action")
        icon = "pick"


TEXT_BLOCKS = [
    ("text", blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=FEATURES)),
    ("picture", PictureBlock()),
    ("quote", QuoteBlock()),
    ("call", CallBlock()),
]
SECTION_BLOCKS = [
    ("facts", FactsBlock()),
    ("day", DayBlock()),
    ("running_order", WordsBlock(label=_("Running order"), icon="time")),
    ("committee", WordsBlock(label=_("Committee: map and list"), icon="globe")),
    ("offices", WordsBlock(label=_("Regional offices"), icon="site")),
    ("purposes", PurposesBlock()),
    ("steps", StepsBlock()),
    ("news", NewsBlock()),
    *TEXT_BLOCKS,
]
HOME_BLOCKS = [("hero", HeroBlock()), *SECTION_BLOCKS]
