"""Redis may be away: nobody is locked out and nothing waits for it; when it is there the limits hold."""

import time
from collections.abc import Iterator

import pytest
from allauth.core import ratelimit
from celery import Celery
from django.conf import settings
from django.core.cache import caches
from django.test import RequestFactory, override_settings
from kombu.exceptions import OperationalError

from config import celery, liveness
from config.cache import FailOpenCache


@pytest.fixture
def no_redis() -> Iterator[None]:
    """A cache whose server nobody runs."""
    away = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock?db=0"}}
    with override_settings(CACHES=away):
        yield


def try_to_sign_in(times: int) -> list[bool]:
    request = RequestFactory().post("/accounts/login/")
    return [ratelimit.consume(request, action="login_failed", key="somebody") for _ in range(times)]


def test_the_sixth_wrong_password_of_a_name_is_refused_for_a_while() -> None:
    assert try_to_sign_in(6) == [True] * 5 + [False]


def test_without_redis_nobody_is_kept_from_signing_in(no_redis: None) -> None:
    begun = time.monotonic()
    assert try_to_sign_in(6) == [True] * 6
    assert time.monotonic() - begun < 3


def test_without_redis_the_cache_answers_with_nothing(no_redis: None) -> None:
    cache = caches["default"]
    assert isinstance(cache, FailOpenCache)
    assert cache.add("key", 1) is True
    assert cache.get("key", "nothing") == "nothing"


def test_with_redis_a_key_is_added_once() -> None:
    cache = caches["default"]
    assert (cache.add("key", 1), cache.add("key", 2)) == (True, False)


@pytest.mark.parametrize("address", ["redis+socket:///nowhere/redis.sock", "redis://127.0.0.1:1/0"])
def test_a_bell_nobody_hears_is_given_up_within_a_second(address: str) -> None:
    app = Celery("alone", broker=address, set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    begun = time.monotonic()
    with pytest.raises(OperationalError):
        app.send_task("look")
    assert time.monotonic() - begun < 1


def test_the_bell_of_a_web_request_reaches_the_broker_of_the_settings() -> None:
    celery.app.send_task("look", queue="mail")
    assert liveness.connect().llen("mail") == 1
