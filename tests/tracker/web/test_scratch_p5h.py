import time
import pytest
from django.db import connection, transaction
from django.urls import reverse
from audits import record
from audits.record import Entry
from tests.factories import *
from audits.statuses import ReportedStatus as S
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]
def test_x(department, neighbour, officer, secretariat, head, sign_in):
    audit = make_audit()
    rows=[]
    for n in range(1,601):
        d=make_demand(audit,n)
        rows.append(assign(d, department if n%3==0 else neighbour, S.NOT_REPORTED))
    with transaction.atomic():
        for t in range(100):
            record.append_all([Entry("received", r, officer, demand_id=r.demand_id, facts={"on": audit.created_at.date()}) for r in rows])
    with connection.cursor() as c: c.execute("ANALYZE")
    from tracker import access
    from audits.access import viewer
    from django.utils import timezone
    for who in (secretariat, head):
        v=viewer(who, timezone.localdate())
        q=access.visible_department_events(v, department).order_by("-number")[:51]
        print(q.explain(analyze=True))
        t=time.time(); list(q); print(round((time.time()-t)*1000))
    q=access.visible_acts(v, type(officer).objects.get(pk=officer.pk)).order_by("-number")[:51]
    print(q.explain(analyze=True))
