"""Bihuan (闭环): a customer-service operation that runs by its own written standard."""

__version__ = "0.1.0"
