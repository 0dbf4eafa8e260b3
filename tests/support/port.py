"""A TCP port of one test alone. As a program: prints the port's number and holds it until standard input ends."""
import socket
import sys


class Port:
    """The socket bound to the port never listens, and no other program is given the port while it is open, not even
    between a server's end and its next start."""

    def __init__(self):
        self.socket = socket.socket()
        # A server that sets them too may listen beside it.
        for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
            self.socket.setsockopt(socket.SOL_SOCKET, option, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.number = self.socket.getsockname()[1]
        self.address = f"127.0.0.1:{self.number}"


if __name__ == "__main__":
    port = Port()
    print(port.number, flush=True)
    sys.stdin.read()
