"""Addresses made from patterns are Django's own; the forms of a page carry one token that is taken."""

import re

from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from bihuan.windows.look.http import url
from tests.cast import Cast

NUMBERS = st.integers(min_value=0, max_value=10**15)


@given(NUMBERS, NUMBERS)
def test_an_address_with_numbers_is_what_the_resolver_gives(one: int, other: int) -> None:
    assert url("desk:case", one) == reverse("desk:case", args=[one])
    assert url("desk:receipt", one, other) == reverse("desk:receipt", args=[one, other])
    assert url("desk:order_act", one, other, "take") == reverse("desk:order_act", args=[one, other, "take"])


def test_an_address_with_words_keeps_them_quoted() -> None:
    for word in ("a b", "100%", "{}", "标准@2015"):
        assert url("desk:edition", word) == reverse("desk:edition", args=[word])


def test_every_form_of_a_page_carries_the_same_token_and_it_is_taken(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.liu, backend="bihuan.ground.directory.backends.StaffBackend")
    case = cast.accepted()
    said = client.get(reverse("desk:case", args=[case.pk])).content.decode()
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', said)
    assert len(tokens) >= 2
    (token,) = set(tokens)
    assert f'"X-CSRFToken": "{token}"' in said
    form = {"csrfmiddlewaretoken": token, "language": "en", "next": "/desk/"}
    assert client.post(reverse("look:language"), form).status_code == 302
    wrong = form | {"csrfmiddlewaretoken": token[::-1]}
    assert client.post(reverse("look:language"), wrong).status_code == 403
