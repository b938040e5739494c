"""Arbitrary texts, and amendments that fit them."""

from hypothesis import strategies as st

from comitia.core.drafting.operations import Insert, Remove, Replace
from comitia.core.drafting.texts import Kind, Paragraph, Text

phrases = st.text(st.sampled_from("ab é,.\u0301 \n市長مدينةส์"), max_size=12) | st.text(max_size=12)
WORDINGS = [
    {},
    {"en": "The city decides."},
    {"en": "The city, then, decides"},
    {"en": "", "zh-hans": "市長が来る"},
    {"ar": "مدينة"},
    {"en": "Cities decide.", "ar": "مدينة أخرى"},
    {"zh-hans": "市长来了", "en": "é e\u0301 \n x"},
]
wordings = st.sampled_from(WORDINGS)


def paragraph(key, words="", kind=Kind.PARAGRAPH):
    return Paragraph(key=key, texts={"en": words or f"Words of {key}."}, kind=kind)


def text_of(*keys):
    return Text(paragraphs=tuple(paragraph(key) for key in keys))


def paragraphs_with(keys):
    return st.tuples(
        *(st.builds(Paragraph, key=st.just(key), texts=wordings, kind=st.sampled_from(Kind)) for key in keys)
    )


@st.composite
def texts(draw, least=1, keys="abcdefgh"):
    chosen = draw(st.lists(st.sampled_from(keys), min_size=least, max_size=len(keys), unique=True))
    spent = draw(st.frozensets(st.sampled_from("xyz"), max_size=2))
    return Text(paragraphs=draw(paragraphs_with(chosen)), spent=spent)


@st.composite
def amendments(draw, text, *, prefix="n", touching=None, most_new=3):
    """Make operations that fit a text and touch nothing but the keys given; one paragraph at least is left alone."""
    free = list(text.keys if touching is None else touching)
    chosen = (
        draw(st.lists(st.sampled_from(free), max_size=max(0, min(len(free), len(text.keys) - 1)), unique=True))
        if free
        else []
    )
    operations = [
        draw(
            st.just(Remove(key=key))
            | wordings.filter(lambda new, key=key: new != text.by_key[key].texts).map(
                lambda new, key=key: Replace(key=key, texts=new)
            )
        )
        for key in chosen
    ]
    places = [None, *text.keys]
    for number in range(draw(st.integers(min_value=0 if operations else 1, max_value=most_new))):
        (new,) = draw(paragraphs_with([f"{prefix}.{number}"]))
        operations.insert(
            draw(st.integers(0, len(operations))) if number == 0 else len(operations),
            Insert(after=draw(st.sampled_from(places)), paragraph=new),
        )
        places.append(new.key)
    return tuple(operations)


@st.composite
def text_and_amendments(draw, count=3):
    """Make a text and amendments to it that dispute nothing: each has its own share of the paragraphs."""
    text = draw(texts(least=2))
    shares = [[] for _ in range(count + 1)]
    for key in text.keys:
        shares[draw(st.integers(0, count))].append(key)
    if not shares[count]:
        shares[count].append(next(share for share in shares if share).pop())
    made = [draw(amendments(text, prefix=f"m{number}", touching=shares[number])) for number in range(count)]
    return text, made
