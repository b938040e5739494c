import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower

from comitia.platform import actors


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone with an account, or whom others registered: then the address may be empty.

    After erasure the row stays as a nameless reference, so that the journal keeps its meaning.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(max_length=254, blank=True)
    name = models.CharField(max_length=150, blank=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="one_person_per_email")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class RoleGrant(models.Model):
    """A role given to a person, until it ends; a regional office's role is limited to its region."""

    class Role(models.TextChoices):
        SECRETARIAT = actors.SECRETARIAT
        REGIONAL_OFFICE = actors.REGIONAL_OFFICE
        CHAIR = actors.CHAIR
        OPERATOR = actors.OPERATOR
        DOOR = actors.DOOR

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    region = models.CharField(max_length=40, blank=True)
    granted_at = models.DateTimeField()
    granted_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "region"],
                condition=models.Q(ended_at=None),
                name="one_running_grant_per_role_and_region",
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.region}".strip()


class SignInLink(models.Model):
    """A one-time link sent to an address; only the digest of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(max_length=254)
    next = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link of {self.created_at:%Y-%m-%d %H:%M}"
