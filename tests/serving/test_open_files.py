"""A process may hold as many streams as its configuration says, if the system lets it."""

import resource
from collections.abc import Iterator

import pytest

from comitia.serving import open_files


@pytest.fixture
def hard() -> Iterator[int]:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, before[1]))
    yield before[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


def limits() -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_NOFILE)


def test_the_limit_is_raised_to_what_the_streams_need(hard, caplog):
    open_files.allow(1500)
    assert (limits(), caplog.messages) == ((2500, hard), [])


def test_a_limit_that_is_high_enough_stays(hard):
    open_files.allow(10)
    assert limits() == (1024, hard)


def test_an_operator_whose_system_allows_too_few_is_told(hard, caplog):
    if hard == resource.RLIM_INFINITY:
        pytest.skip("this system has no limit")
    open_files.allow(hard)
    assert limits() == (hard, hard)
    assert caplog.messages == [f"The system allows {hard} open files: not enough for {hard} live streams."]
