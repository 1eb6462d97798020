"""What docs/scale/ray_driver.py takes of Ray, for its test where Ray is not installed: tasks in processes of their own, as many at a
time as their CPUs allow, tried again when their process is lost or raises what is retried."""
import multiprocessing
import threading

from . import exceptions

_fork = multiprocessing.get_context("fork")
_cpus = 2
_free = threading.Semaphore(_cpus)


class ObjectRef:
    def __init__(self):
        self.done = threading.Event()
        self.value = self.error = None


def init():
    pass


def remote(num_cpus, max_retries, retry_exceptions):
    assert num_cpus <= _cpus

    def decorate(function):
        class Task:
            @staticmethod
            def remote(*args):
                ref = ObjectRef()
                threading.Thread(target=_run, args=(ref, function, args, max_retries, retry_exceptions, num_cpus)).start()
                return ref

        return Task

    return decorate


def _run(ref, function, args, max_retries, retried, num_cpus):
    with _free if num_cpus == 1 else _Everything():
        for attempt in range(1 + max_retries):
            answers = _fork.SimpleQueue()
            process = _fork.Process(target=_work, args=(answers, function, args))
            process.start()
            process.join()
            if process.exitcode != 0:
                ref.error = exceptions.WorkerCrashedError(f"worker ended with {process.exitcode}")
                print(f"attempt {attempt + 1} was lost", flush=True)
                continue
            value, error = answers.get()
            ref.value, ref.error = value, error and exceptions.RayTaskError(error)
            if not any(error and error.startswith(kind.__name__) for kind in retried):
                break
    ref.done.set()


class _Everything:
    def __enter__(self):
        for _ in range(_cpus):
            _free.acquire()

    def __exit__(self, *_):
        for _ in range(_cpus):
            _free.release()


def _work(answers, function, args):
    try:
        answers.put((function(*args), None))
    except Exception as error:
        answers.put((None, f"{type(error).__name__}: {error}"))


def wait(refs, num_returns):
    assert num_returns == 1
    while True:
        for ref in refs:
            if ref.done.wait(0.05):
                return [ref], [other for other in refs if other is not ref]


def get(ref):
    if ref.error:
        raise ref.error
    return ref.value
