"""The crew: what a job gives, what ends it, and whose fault that is; its twin does the same."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from typing import Any

import jobs
import pytest
from jobs import Asked

from dossier import children
from dossier.bugs import BugError, Step
from dossier.findings import DossierError
from dossier.work import Crew, DiedError, HeavyError, Job, LackingError, Limits
from dossier.work.serial import Serial


def job(name: str) -> Job[Asked, Asked]:
    return Job(f"tests.jobs:{name}", Asked, Asked)


GATHER = Job("tests.jobs:gather", Asked, tuple[str, ...])


@pytest.fixture(scope="module")
def real() -> Iterator[Crew]:
    with Crew(size=1) as crew:
        yield crew


@pytest.fixture(params=["processes", "serial"])
def crew(request: pytest.FixtureRequest, real: Crew) -> Crew:
    return real if request.param == "processes" else Serial()


def test_a_job_is_done_elsewhere_or_here(crew: Crew) -> None:
    done = crew.beside(crew.do, job("echo"), Asked("é")).result()
    assert (done.word, done.number == os.getpid()) == ("é", isinstance(crew, Serial))


def test_a_finding_is_a_finding(crew: Crew) -> None:
    with pytest.raises(DossierError) as error:
        crew.do(job("refuse"), Asked("m:1"))
    assert [(f.code, f.place, dict(f.facts)) for f in error.value.findings] == [
        ("source-empty", "m:1", {"file": "a.pdf"})
    ]


def test_a_conversation_hears_all_and_says_how_far_it_is(crew: Crew) -> None:
    heard: list[int] = []
    with crew.converse(GATHER) as talk:
        for word in ("un", "deux", ""):
            talk.tell(Asked(word))
        assert talk.answer(heard.append, 30.0) == ("un", "deux", "False")
    assert heard == [1, 2]


def test_a_library_that_is_missing_is_named(crew: Crew) -> None:
    with pytest.raises(ModuleNotFoundError) as error:
        crew.do(job("need"), Asked("nothing_of_that_name"))
    assert error.value.name == "nothing_of_that_name"


def test_many_things_are_done_in_order(crew: Crew) -> None:
    futures = crew.each(lambda word: crew.do(job("log"), Asked(word)), "abc")
    assert [future.result().word for future in futures] == ["a", "b", "c"]


def test_a_bug_arrives_as_one_with_its_place_and_no_word_of_a_source(crew: Crew) -> None:
    with pytest.raises(BugError) as error:
        crew.do(job("fail"), Asked("DUPONT", 3))
    bug = error.value.bug
    assert (bug.kind, bug.document, bug.page) == ("AttributeError", "plan-local", 3)
    assert bug.steps[-1].function == "fail"
    assert all(isinstance(step, Step) and not step.file.startswith("/") for step in bug.steps)
    assert "DUPONT" not in repr(bug)


@pytest.mark.parametrize("word", ["value of DUPONT", "runtime of DUPONT"])
def test_what_is_raised_by_whomever_is_no_finding(word: str, crew: Crew) -> None:
    with pytest.raises(BugError, match=r"^(Value|Runtime)Error$"):
        crew.do(job("raise_"), Asked(word))


@pytest.mark.parametrize("name", ["dossier.nothing", "dossier.work.nothing"])
def test_a_module_of_ours_that_is_missing_is_a_bug(name: str, crew: Crew) -> None:
    with pytest.raises(BugError):
        crew.do(job("need"), Asked(name))


@pytest.mark.parametrize("word", ["os", "runtime can't start new thread"])
def test_what_the_machine_lacks_is_its_own_fault(word: str, crew: Crew) -> None:
    with pytest.raises(DossierError, match="machine-"):
        crew.do(job("raise_"), Asked(word))


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT])
def test_a_job_that_ends_its_process_says_its_signal_and_last_words(number: int, real: Crew) -> None:
    with pytest.raises(DiedError) as error:
        real.do(job("die"), Asked("adieu", number))
    assert (error.value.signal, error.value.words, error.value.out_of_time) == (number, "adieu", False)
    assert real.do(job("echo"), Asked("encore")).word == "encore"


def test_a_job_that_leaves_is_one_that_died(real: Crew) -> None:
    with pytest.raises(DiedError, match=r"^de trop$") as error:
        real.do(job("leave"), Asked("Une ligne\nde trop", 3))
    assert error.value.signal == 0


LIMITS = {"by the clock": Limits(seconds=1), "of computing": Limits(cpu=0)}


@pytest.mark.parametrize("limits", LIMITS.values(), ids=LIMITS)
def test_seconds_are_limited(limits: Limits, real: Crew) -> None:
    began = time.monotonic()
    with pytest.raises(DiedError) as error:
        real.do(job("spin"), Asked(), limits)
    assert (error.value.out_of_time, time.monotonic() - began < 30) == (True, True)


def test_memory_is_limited(real: Crew) -> None:
    assert len(real.do(job("fill"), Asked(number=1 << 20), Limits()).word) == 1 << 20
    with pytest.raises(HeavyError):
        real.do(job("fill"), Asked(number=1 << 31), Limits(memory=1 << 30))
    real.rest()


def test_what_the_system_ends_is_tried_once_more_where_it_had_served() -> None:
    with Crew(size=1) as crew:
        first = crew.do(job("echo"), Asked()).number
        os.kill(first, signal.SIGKILL)
        assert crew.do(job("echo"), Asked()).number not in (0, first)
        with pytest.raises(LackingError, match="machine-memory"):
            crew.do(job("die"), Asked(number=signal.SIGKILL))
        with pytest.raises(LackingError, match="machine-memory"):
            crew.do(job("die"), Asked(number=signal.SIGKILL))


LIES = {
    "no message": Asked("\0" * 7 + "\5hello", 1),
    "a length without end": Asked("\x7f" * 8, 1),
    "another value": None,
}


@pytest.mark.parametrize("asked", LIES.values(), ids=LIES)
def test_what_is_no_answer_comes_from_one_that_died(asked: Asked | None, real: Crew) -> None:
    what, given = ("lie", asked) if asked else ("other", Asked("x"))
    with pytest.raises(DiedError):
        real.do(job(what), given, Limits(seconds=3))
    assert real.do(job("echo"), Asked("encore")).word == "encore"


def test_a_conversation_that_says_nothing_is_given_up() -> None:
    with Crew(size=1) as crew, crew.converse(Job("tests.jobs:wait", Asked, tuple[str, ...])) as talk:
        talk.tell(Asked())
        heard: list[int] = []
        with pytest.raises(TimeoutError):
            talk.answer(heard.append, 1.5)
        assert heard == [7]


def test_lines_of_a_log_arrive_where_they_are_asked_for(crew: Crew, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "dossier"):
        crew.do(job("log"), Asked("un"))
    crew.do(job("log"), Asked("deux"))
    said = [record.getMessage() for record in caplog.records if record.name == "dossier.tests"]
    assert said == ["said un"]


def test_nothing_is_begun_once_a_crew_is_gone() -> None:
    with Crew(size=1) as crew:
        pass
    with pytest.raises(CancelledError):
        crew.do(job("echo"), Asked())


def test_what_is_being_started_when_a_crew_goes_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, made, true = threading.Event(), [], children.start

    def slow(*given: Any, **more: Any) -> Any:
        begun.set()
        time.sleep(0.2)
        made.append(true(*given, **more))
        return made[0]

    monkeypatch.setattr(children, "start", slow)
    with Crew(size=1) as crew:
        thread = threading.Thread(target=crew.start)
        thread.start()
        assert begun.wait(5)
    thread.join()
    assert [process.returncode for process in made] == [-signal.SIGKILL]
    with pytest.raises(CancelledError):
        crew.start()


@pytest.mark.parametrize("value", [object(), Asked("x", 1.5)])  # type: ignore[arg-type]
def test_a_twin_hides_nothing_that_a_wire_would_refuse(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        Serial().do(job("echo"), value)


def test_the_jobs_are_found_by_both() -> None:
    assert jobs.Asked is Asked
