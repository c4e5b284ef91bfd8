"""The listening socket: taken, inherited, or refused in one sentence."""

import os
import socket

import pytest

from tictac.listening import AddressError, inherit, listen, url_of


def test_port_0_takes_a_free_one():
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert url_of(listener) == f"http://127.0.0.1:{port}/"
        socket.create_connection(("127.0.0.1", port), timeout=1).close()


def test_every_address_is_reached_through_the_own():
    with listen("0.0.0.0", 0) as listener:  # noqa: S104 -- that is the question
        assert url_of(listener).startswith("http://127.0.0.1:")


def test_a_busy_port_is_told_with_a_way_out():
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AddressError) as error:
            listen("127.0.0.1", port)
    assert str(error.value) == (
        f"Port {port} is in use; choose another with --port {port + 1}."
    )


def test_an_unknown_host_is_told():
    with pytest.raises(AddressError, match=r"no address called 'no\.invalid'"):
        listen("no.invalid", 0)


def test_a_port_that_cannot_be_is_told():
    with pytest.raises(AddressError, match="ports go from 0 to 65535"):
        listen("127.0.0.1", 70000)


def test_an_address_of_somebody_else_is_told():
    with pytest.raises(AddressError, match=r"^Cannot listen on 192\.0\.2\.1:8000: "):
        listen("192.0.2.1", 8000)


def test_a_socket_is_inherited():
    with socket.socket() as parent:
        parent.bind(("127.0.0.1", 0))
        with inherit(os.dup(parent.fileno())) as listener:
            socket.create_connection(listener.getsockname(), timeout=1).close()


def test_a_descriptor_that_is_no_socket_is_told():
    reading, writing = os.pipe()
    try:
        with pytest.raises(AddressError, match="is not a socket"):
            inherit(reading)
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.skipif(
    not hasattr(socket, "TCP_USER_TIMEOUT"), reason="this system has no such option"
)
def test_a_peer_that_takes_nothing_is_given_up():
    with listen("127.0.0.1", 0) as listener:
        value = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert value == 10_000
