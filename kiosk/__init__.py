"""The kiosk of a charity market: book, queue, call."""

VERSION = "0.1.0"
