"""The servers of a test run themselves: whose rights the tests have, and what is left after one."""

import psycopg
import pytest
import redis
from django.conf import settings
from django.db import connection

from audits.models import Committee


def role_and_login() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        row: tuple[str, str] = cursor.fetchone()
    return row


def test_tests_work_with_the_rights_of_the_serving_role(db: None) -> None:
    assert role_and_login() == ("app", "owner")


def test_the_serving_role_cannot_make_a_table(as_app_login: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_login.execute("CREATE TABLE sketch (id int)")


def test_the_serving_role_cannot_step_up_to_the_owner(as_app_login: psycopg.Connection) -> None:
    as_app_login.execute("SET ROLE NONE")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_login.execute("SET ROLE owner")


def test_the_serving_role_cannot_empty_a_table(as_app_login: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_app_login.execute("TRUNCATE django_content_type CASCADE")


@pytest.mark.parametrize("run", [1, 2])
def test_rows_committed_by_one_test_are_gone_in_the_next(transactional_db: None, run: int) -> None:
    assert not Committee.objects.exists()
    Committee.objects.create(name="디지털위원회")
    assert role_and_login()[0] == "app"


@pytest.mark.parametrize("run", [1, 2])
def test_keys_left_in_redis_by_one_test_are_gone_in_the_next(run: int) -> None:
    server = redis.Redis.from_url(settings.REDIS_URL)
    assert server.dbsize() == 0
    server.set("left", "behind")
