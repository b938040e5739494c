"""Two officers enter payments for the same dues at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.db.models import Sum

from comitia.members.actions import record_payment
from comitia.members.models import Payment
from comitia.platform.answers import RefusedError
from tests.factories.dues import make_dues
from tests.factories.members import make_member
from tests.factories.records import AT, OFFICER


@pytest.mark.usefixtures("committed")
def test_payments_at_once_never_exceed_the_dues():
    make_dues(make_member("Seoul"))

    def pay(number: int) -> str:
        try:
            record_payment("seoul", 2020, amount="500", paid_on=AT.date(), mark=str(number), by=OFFICER, at=AT)
        except RefusedError as error:
            return error.answer.code
        finally:
            connections.close_all()
        return "paid"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(pay, range(8)))
    assert outcomes == ["overpaid"] * 5 + ["paid"] * 3
    assert Payment.objects.aggregate(Sum("amount")) == {"amount__sum": 1500_00}
