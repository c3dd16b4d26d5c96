"""Chinese text as words: what is indexed, what is asked."""

from hypothesis import given
from hypothesis import strategies as st

from bihuan.ground.search.words import asked, phrases, words

HAN = "停水电费气表"
TEXTS = st.text(alphabet=HAN + "aB1 ，。", max_size=30)


def test_a_run_becomes_its_pairs_and_its_last_character() -> None:
    assert words("停水了！") == {"停水", "水了", "了"}


def test_letters_and_digits_become_lower_case_words_in_half_width() -> None:
    assert words("表号ＡＢ１２ No.7") == {"表号", "号", "ab12", "no", "7"}


def test_a_single_character_is_asked_as_a_beginning() -> None:
    assert asked("水") == ("水*",)
    assert asked("停水") == ("停水",)
    assert asked("停水了") == ("停水", "水了")
    assert phrases("停水了 水") == ("停水了",)


def test_punctuation_asks_for_nothing() -> None:
    assert asked("？！ ，") == ()


@given(TEXTS, st.text(alphabet=HAN, min_size=1, max_size=2))
def test_one_and_two_characters_match_exactly_the_texts_that_contain_them(text: str, query: str) -> None:
    indexed = words(text)
    (term,) = asked(query)
    hit = any(word.startswith(term[:-1]) for word in indexed) if term.endswith("*") else term in indexed
    assert hit == (query in text)


@given(TEXTS, st.text(alphabet=HAN, min_size=3, max_size=5))
def test_longer_words_never_miss_a_text_that_contains_them(text: str, query: str) -> None:
    if query in text:
        assert set(asked(query)) <= words(text)
