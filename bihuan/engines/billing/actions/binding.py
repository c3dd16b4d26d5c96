"""Verbs: which customers may look at an account. A customer is known by a phone that he has proven."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from bihuan.engines.billing.errors import AlreadyBound, NotAllowed, NotFound, NotProven, TooManyGuesses
from bihuan.engines.billing.models import Account, Bill, Binding
from bihuan.engines.billing.turn import Turn, begin
from bihuan.ground.directory.actor import Actor
from bihuan.ground.directory.knocks import knock
from bihuan.ground.directory.masks import mask_phone
from bihuan.ground.directory.proofs import mobile

#: So many tries an hour from one phone, right or wrong; and at one account, from whatever phones.
TRIES = 5
TRIES_AT_ACCOUNT = 20
HOUR = timedelta(hours=1)


@transaction.atomic
def bind_by_phone(account: Account | int, phone: str, *, by: Actor, at: datetime) -> Binding:
    """The account's own phone is the proven one. Raises NotProven, AlreadyBound."""
    turn = begin(account, by=by, at=at)
    if not turn.account.holder_phone or turn.account.holder_phone != phone:
        raise NotProven
    return _bound(turn, phone, Binding.Role.HOLDER, Binding.Proof.PHONE)


def bind_by_bill(number: str, name: str, amount: Decimal, phone: str, *, by: Actor, at: datetime) -> Binding:
    """The account's number, its holder's name and the amount of its last bill go together.

    Call it outside a transaction: tries are counted whatever comes out, and a wrong one stays in the account's journal.
    Whether the number exists is not told. Raises NotProven, TooManyGuesses, AlreadyBound.
    """
    if knock("account", phone, at=at, within=HOUR) > TRIES:
        raise TooManyGuesses
    account = Account.objects.open().filter(number=number.strip()).first()
    if account is None:
        raise NotProven
    if knock("account-guessed", account.number, at=at, within=HOUR) > TRIES_AT_ACCOUNT:
        raise TooManyGuesses
    last = Bill.objects.live().filter(account=account).order_by("-last").first()
    same_name = constant_time_compare(account.holder_name, name.strip())
    if not same_name or last is None or last.total != amount:
        with transaction.atomic():
            begin(account, by=by, at=at).change("account.binding_refused", {"phone": mask_phone(phone)})
        raise NotProven
    with transaction.atomic():
        turn = begin(account, by=by, at=at)
        return _bound(turn, phone, Binding.Role.FAMILY, Binding.Proof.BILL)


@transaction.atomic
def let_in(account: Account | int, family: str, *, phone: str, by: Actor, at: datetime) -> Binding:
    """The holder (his `phone`) lets a member of the family look and pay. Raises NotFound, BadInput, AlreadyBound."""
    turn = begin(account, by=by, at=at)
    mine = turn.account.bindings.held(at).filter(phone=phone, role=Binding.Role.HOLDER)
    if not mine.exists():
        raise NotFound
    return _bound(turn, mobile(family), Binding.Role.FAMILY, Binding.Proof.HOLDER)


@transaction.atomic
def release(binding: Binding | int, *, phone: str, by: Actor, at: datetime) -> None:
    """End a binding: one's own, or, for the holder, anybody's. A second time changes nothing. Raises NotFound, NotAllowed."""
    pk = binding if isinstance(binding, int) else binding.pk
    found = Binding.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound
    turn = begin(found.account_id, by=by, at=at)
    mine = Binding.objects.filter(account=turn.account, phone=phone, until=None).first()
    if mine is None:
        raise NotFound
    if mine.pk != found.pk and mine.role != Binding.Role.HOLDER:
        raise NotAllowed
    if Binding.objects.filter(pk=pk, until=None).update(until=at):
        turn.change("account.released", {"phone": mask_phone(found.phone)})


def _bound(turn: Turn, phone: str, role: str, proof: str) -> Binding:
    binding = Binding(phone=phone, account=turn.account, role=role, proof=proof, since=turn.at)
    try:
        with transaction.atomic():
            binding.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyBound from error
    turn.change("account.bound", {"phone": mask_phone(phone), "role": role, "proof": proof})
    return binding
