import os
import signal


class tqdm:
    """Tells progress in lines. The first worker that makes a pair is lost, once, where STAND_IN_LOST names a file to note it in."""

    def __init__(self, desc, total):
        self.desc, self.total, self.x = desc, total, 0

    def update(self, n=1):
        self.x += n
        print(f"{self.desc}: {self.x}/{self.total}", flush=True)
        if self.x > 0 and "STAND_IN_LOST" in os.environ and self.desc != "shards":
            self._lose(os.environ["STAND_IN_LOST"])

    def _lose(self, note):
        try:
            os.close(os.open(note, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    def close(self):
        pass
