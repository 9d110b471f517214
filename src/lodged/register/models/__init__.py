"""The tables of the record, one subject a module."""

from lodged.register.models.staff import Agency, Role, User

__all__ = ["Agency", "Role", "User"]
