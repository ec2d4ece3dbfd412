"""Two steps at once on PostgreSQL, each with its own connection, locking what they share in two orders."""

from threading import Event, Thread, local

from django.db import connections

from articles.models import ContentVersion


def beside_publication(monkeypatch, step, publish) -> list:
    """Run a step that locks a thing before it raises the version of the content, and a publication that points at the
    thing after it has raised the version: the step has its lock first. Return what either raised.
    """
    locked, raised, faults, this = Event(), Event(), [], local()
    bump = ContentVersion.bump

    def slow_bump():
        if this.is_step:
            locked.set()
            raised.wait(5)
            bump()
        else:
            locked.wait(5)
            bump()
            raised.set()

    def run(act, is_step):
        this.is_step = is_step
        try:
            act()
        except Exception as error:
            faults.append(error)
        finally:
            connections.close_all()

    monkeypatch.setattr(ContentVersion, "bump", slow_bump)
    threads = [Thread(target=run, args=act) for act in [(step, True), (publish, False)]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return faults
